export const day = 86_400

/** How far from the window's own hours a time of day may lie and still be the same. Seconds. */
export const aroundSeconds = 3600

/** From how many days on the same hours speak for themselves. */
export const fewestDays = 3

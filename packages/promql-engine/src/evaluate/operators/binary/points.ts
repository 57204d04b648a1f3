/*
 * Columns of 0 and 1 that tell at which steps there is a point.
 */

export function bothPresent(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length)
  for (let step = 0; step < both.length; step++) both[step] = (a[step] as number) & (b[step] as number)
  return both
}

/** Where there is one, and not the other. */
export function onlyFirst(a: Uint8Array, b: Uint8Array): Uint8Array {
  const only = new Uint8Array(a.length)
  for (let step = 0; step < only.length; step++) only[step] = (a[step] as number) & ((b[step] as number) ^ 1)
  return only
}

/** Sets what is set in `from` too. */
export function addPresent(into: Uint8Array, from: Uint8Array): void {
  for (let step = 0; step < into.length; step++) into[step] = (into[step] as number) | (from[step] as number)
}

/** Whether there is a point at any step. */
export function anyPresent(points: Uint8Array): boolean {
  return points.includes(1)
}

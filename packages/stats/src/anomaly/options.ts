/** The ways to find what is odd, `auto` first: it needs no tuning. */
export const anomalyMethods = [
  'auto',
  'zscore',
  'mad',
  'iqr',
  'ewma',
  'seasonal',
  'holt-winters',
  'record-bands',
] as const
export type AnomalyMethod = (typeof anomalyMethods)[number]

/** Which values are odd: too high, too low, or both. */
export const anomalyDirections = ['both', 'up', 'down'] as const
export type AnomalyDirection = (typeof anomalyDirections)[number]

export interface DetectOptions {
  /** Default `auto`. */
  method?: AnomalyMethod
  /** The score from which on a sample is an alert, in the unit of the method; see `defaultThresholds`. */
  threshold?: number
  /** Default `both`. */
  direction?: AnomalyDirection
  /** An incident ends when nothing was odd for so long. Default: 50 steps of the series, at most 4 hours. */
  restSeconds?: number
  /** IANA zone by whose wall clock days are told; default UTC. */
  zone?: string
  /**
   * Of zscore, mad and iqr: whether a sample is compared with all samples of the window, itself among them, or with those
   * before it. Default `window` for a window and `trailing` for a stream, which has nothing else.
   */
  baseline?: 'window' | 'trailing'
  /** How far back a trailing baseline of zscore, mad or iqr reaches; default 7 days. */
  baselineSeconds?: number
  /**
   * Of record-bands: what its windows are measured in. `rows` (24, 3 and 50 of them, and all of the past) is for series
   * whose times say little; default `time`.
   */
  unit?: 'time' | 'rows'
}

/**
 * The score from which on a method alerts. Standard deviations for zscore, mad (scaled to be one), ewma, seasonal and
 * holt-winters; interquartile ranges beyond a quartile for iqr (Tukey's "far out"); widths of the range for record-bands;
 * multiples of its views' own limits for auto.
 */
export const defaultThresholds: Readonly<Record<AnomalyMethod, number>> = {
  auto: 1,
  zscore: 4,
  mad: 6,
  iqr: 3,
  ewma: 5,
  seasonal: 6,
  'holt-winters': 6,
  'record-bands': 0.01,
}

/** Options with every default filled in, but for the rest, which depends on the step of the series. */
export interface Settings {
  method: AnomalyMethod
  threshold: number
  direction: AnomalyDirection
  restSeconds: number | undefined
  zone: string
  baselineSeconds: number
  unit: 'time' | 'rows'
}

const week = 7 * 86_400

/** @throws RangeError for a threshold, a rest or a baseline that is no positive number. */
export function settingsFor(options: DetectOptions): Settings {
  const { method = 'auto', direction = 'both', zone = 'UTC', unit = 'time', restSeconds } = options
  const { threshold = defaultThresholds[method], baselineSeconds = week } = options
  for (const [name, value] of Object.entries({ threshold, baselineSeconds })) {
    if (!(value > 0)) throw new RangeError(`A ${name} is more than 0, and not ${value}.`)
  }
  if (restSeconds !== undefined && !(restSeconds >= 0))
    throw new RangeError(`A rest is no ${restSeconds} seconds long.`)
  return { method, threshold, direction, restSeconds, zone, baselineSeconds, unit }
}

/** How sure a change is, for readers. */
export type Sureness = 'high' | 'medium' | 'low'

/** What sureness rests on. */
export interface Evidence {
  /** How often chance alone does it, by rank test with dependent samples discounted. */
  p: number
  /** Cliff's delta: the share of pairs in which the later sample is larger, less the share in which it is smaller. */
  delta: number
  /** Independent samples on the side that has fewer. */
  samples: number
}

const seldom = 0.001
const unusual = 0.01
/** From here on an effect is called large (Romano et al. 2006, after Cohen). */
const largeEffect = 0.474
const enoughSamples = 5

/** How sure a change is, and why, in words; `what` was compared. */
export function judgeSureness(
  { p, delta, samples }: Evidence,
  what = 'samples after',
): { confidence: Sureness; reason: string } {
  const apart = `${Math.round(((1 + Math.abs(delta)) / 2) * 100)} % of the ${what} lie ${delta < 0 ? 'below' : 'above'} those before`
  const chance =
    p < seldom ? 'chance does that less than once in 1000 times' : `chance does that in ${percent(p)} of cases`
  const told = `${apart}; ${chance}`
  const few = `only ${Math.max(1, Math.floor(samples))} independent ${samples < 2 ? 'sample' : 'samples'} on one side`
  if (p < seldom && Math.abs(delta) >= largeEffect) {
    return samples < enoughSamples
      ? { confidence: 'medium', reason: `${told}, but ${few}` }
      : { confidence: 'high', reason: told }
  }
  if (p < unusual) return { confidence: 'medium', reason: told }
  return { confidence: 'low', reason: samples < enoughSamples ? `${told}, ${few}` : told }
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`
}

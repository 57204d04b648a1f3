import { drawFrom } from '../../create-draw.ts'

/** Draws that are the same for the same seed. */
export interface Random {
  /** From 0 up to 1. */
  uniform(): number
  /** Between two numbers. */
  between(low: number, high: number): number
  /** Standard normal. */
  normal(): number
  /** Student t with three degrees of freedom, scaled to a standard deviation of 1: a tail as services have it. */
  heavy(): number
  /** Poisson. */
  poisson(mean: number): number
  chance(share: number): boolean
}

/** Draws of a seed, and what is made of them. */
export function createRandom(seed: number): Random {
  const uniform = drawFrom(seed)
  // Box and Muller (1958); 1 − u is never 0.
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  const heavy = () => normal() / Math.sqrt(normal() ** 2 + normal() ** 2 + normal() ** 2)
  return {
    uniform,
    normal,
    heavy,
    between: (low, high) => low + (high - low) * uniform(),
    chance: (share) => uniform() < share,
    poisson: (mean) => {
      if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
      let count = 0
      for (let product = uniform(); product > Math.exp(-mean); product *= uniform()) count++
      return count
    },
  }
}

import type { LatencyPart } from '../samples/family.ts'
import { normalCdf } from '../samples/log-normal.ts'

/** How long something takes: what it usually takes, and hiccups that befall a share of the times. Seconds. */
export interface Delay {
  /** Log-normal, as latencies are. */
  readonly median: number
  readonly spread: number
  readonly hiccups: readonly LatencyPart[]
}

const none: readonly LatencyPart[] = []
/** However bad it is, some get through. */
const mostHiccups = 0.98
/** Hiccups that are much alike are told as one, or sums of sums would have dozens. */
const mostParts = 4
/** Hiccups that are rarer move no figure. */
const rarest = 1e-6

export function delayOf(median: number, spread: number, hiccups = none): Delay {
  return { median, spread, hiccups }
}

/** One after the other. The sum of log-normals is taken for another one, with its deviations added up as variances. */
export function inTurn(...delays: readonly Delay[]): Delay {
  let median = 0
  let variance = 0
  let rare = 0
  for (const each of delays) {
    median += each.median
    variance += (each.median * each.spread) ** 2
    rare += each.hiccups.length
  }
  const spread = median > 0 ? Math.sqrt(variance) / median : 0
  if (rare === 0) return { median, spread, hiccups: none }
  const hiccups: LatencyPart[] = []
  for (const each of delays) {
    for (const { share, median: longer, spread: scatter } of each.hiccups) {
      hiccups.push({ share, median: longer + median - each.median, spread: scatter })
    }
  }
  return { median, spread, hiccups: merge(hiccups) }
}

/** With an amount on top that scatters by a share of itself. */
export function onTopOf(delay: Delay, seconds: number, spread: number): Delay {
  return seconds > 0 ? inTurn(delay, delayOf(seconds, spread)) : delay
}

/** The same again and again, a number of times that need not be whole. */
export function times(delay: Delay, count: number): Delay {
  return {
    median: delay.median * count,
    spread: delay.spread / Math.sqrt(Math.max(1, count)),
    hiccups: delay.hiccups.map(({ share, median, spread }) => ({
      share: Math.min(1, share * count),
      median: median + delay.median * Math.max(0, count - 1),
      spread,
    })),
  }
}

/** Also has hiccups of some kind, that much longer than usual. */
export function withHiccup(delay: Delay, share: number, seconds: number, spread: number): Delay {
  if (share < rarest) return delay
  return { ...delay, hiccups: [...delay.hiccups, { share, median: delay.median + seconds, spread }] }
}

/**
 * As quick as the quickest: what is decided by whoever answers first. A hiccup of it costs only what the next quickest
 * takes, and one beyond that needs both to have one.
 */
export function quickestOf(delays: readonly Delay[]): Delay {
  const [first, second] = [...delays].sort((a, b) => a.median - b.median)
  if (first === undefined) return delayOf(0, 0)
  if (second === undefined) return first
  const both = Math.min(1, shareOf(second.hiccups))
  const hiccups = first.hiccups.flatMap((hiccup) => {
    const cut = Math.max(first.median, Math.min(hiccup.median, second.median))
    return [
      { share: hiccup.share * (1 - both), median: cut, spread: second.spread },
      { ...hiccup, share: hiccup.share * both },
    ]
  })
  return { ...first, hiccups: merge(hiccups) }
}

/** What those see who are sent to one or another by weight: the quicker ones are the usual, the slower ones hiccups. */
export function eitherOf(weighted: readonly { weight: number; delay: Delay }[]): Delay {
  const sorted = weighted.filter(({ weight }) => weight > 0).sort((a, b) => a.delay.median - b.delay.median)
  const [first, ...others] = sorted
  if (first === undefined) return delayOf(0, 0)
  const slower = others.filter(({ delay }) => delay.median > 1.3 * first.delay.median)
  const hiccups = [
    ...sorted.flatMap(({ weight, delay }) =>
      delay.hiccups.map((hiccup) => ({ ...hiccup, share: hiccup.share * weight })),
    ),
    ...slower.map(({ weight, delay }) => ({
      share: weight * (1 - Math.min(1, shareOf(delay.hiccups))),
      median: delay.median,
      spread: delay.spread,
    })),
  ]
  return { ...first.delay, hiccups: merge(hiccups) }
}

/** Asked for again and again while a delay stays the same; whoever gets the same parts need not look at them again. */
const knownParts = new WeakMap<Delay, readonly LatencyPart[]>()

/** The mixture of log-normals that a histogram is drawn from. */
export function partsOf(delay: Delay): readonly LatencyPart[] {
  const known = knownParts.get(delay)
  if (known !== undefined) return known
  const made = makeParts(delay)
  knownParts.set(delay, made)
  return made
}

function makeParts({ median, spread, hiccups }: Delay): readonly LatencyPart[] {
  const rare = shareOf(hiccups)
  if (rare === 0) return [{ share: 1, median, spread }]
  const scale = rare > mostHiccups ? mostHiccups / rare : 1
  const parts = [{ share: 1 - rare * scale, median, spread }]
  for (const hiccup of hiccups) parts.push(scale === 1 ? hiccup : { ...hiccup, share: hiccup.share * scale })
  return parts
}

/** The mean of it, seconds. */
export function meanOf(delay: Delay): number {
  let sum = 0
  for (const { share, median, spread } of partsOf(delay)) sum += share * median * Math.exp(spread ** 2 / 2)
  return sum
}

/** The share of the times in which it takes longer than that. */
export function shareBeyond(delay: Delay, seconds: number): number {
  let sum = 0
  for (const { share, median, spread } of partsOf(delay)) {
    sum += share * normalCdf(-Math.log(seconds / median) / Math.max(spread, 1e-6))
  }
  return sum
}

/** Hiccups that are alike become one, until there are few. */
function merge(hiccups: LatencyPart[]): readonly LatencyPart[] {
  const sorted = hiccups.filter(({ share }) => share >= rarest).sort((a, b) => a.median - b.median)
  while (sorted.length > mostParts) {
    let closest = 1
    for (let index = 2; index < sorted.length; index++) {
      if (ratioAt(sorted, index) < ratioAt(sorted, closest)) closest = index
    }
    const one = sorted[closest - 1]
    const other = sorted[closest]
    if (one === undefined || other === undefined) break
    const share = one.share + other.share
    const part = other.share / share
    sorted.splice(closest - 1, 2, {
      share,
      median: one.median * (other.median / one.median) ** part,
      spread: one.spread * (1 - part) + other.spread * part,
    })
  }
  return sorted
}

function ratioAt(sorted: readonly LatencyPart[], index: number): number {
  return (sorted[index]?.median ?? 0) / (sorted[index - 1]?.median ?? 1)
}

function shareOf(hiccups: readonly LatencyPart[]): number {
  let sum = 0
  for (const { share } of hiccups) sum += share
  return sum
}

import type { Attribution, ChangeCharacter } from '@ocp-perf/stats'
import { z } from 'zod'
import { figure, finite, moment, relative } from './figure.ts'

const levelSchema = z.object({
  median: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  samples: z.number(),
})

/** How a series changed. Intervals hold the true figure in 95 of 100 cases; times are unix seconds. */
export const characterSchema = z.object({
  status: z.enum(['judged', 'too_little_data']),
  shape: z.enum(['step', 'ramp', 'spike', 'variance', 'gap', 'none']),
  direction: z.enum(['up', 'down', 'none']),
  before: levelSchema,
  after: levelSchema,
  difference: z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() }),
  ratio: z.number().nullable(),
  onset: z.object({ time: z.number(), earliest: z.number(), latest: z.number() }).nullable(),
  p: z.number().nullable(),
  confidence: z.enum(['high', 'medium', 'low']),
  reason: z.string(),
  ongoing: z.boolean(),
  baseline: z.string(),
})

const valueSchema = z.object({
  value: z.string(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  difference: z.number().nullable(),
  /** Its part of the change of the total. */
  share: z.number().nullable(),
})

/** Which values of which labels a change comes from, the most telling label first. */
export const attributionSchema = z.object({
  combine: z.enum(['sum', 'mean']),
  total: z.object({ before: z.number().nullable(), after: z.number().nullable(), difference: z.number().nullable() }),
  labels: z.array(z.object({ label: z.string(), values: z.array(valueSchema), omitted: z.number() })),
  notes: z.array(z.string()),
})

const mostLabels = 3

export function presentCharacter(character: ChangeCharacter): z.infer<typeof characterSchema> {
  const {
    status,
    shape,
    direction,
    before,
    after,
    difference,
    ratio,
    onset,
    p,
    confidence,
    reason,
    ongoing,
    baseline,
  } = character
  const interval = ({ low, high }: { low: number; high: number }) => ({ low: finite(low), high: finite(high) })
  return {
    status,
    shape,
    direction,
    before: { median: finite(before.median), ...interval(before), samples: before.samples },
    after: { median: finite(after.median), ...interval(after), samples: after.samples },
    difference: { value: finite(difference.value), ...interval(difference) },
    ratio: finite(ratio),
    onset: onset !== undefined && Number.isFinite(onset.time) ? { ...onset } : null,
    p: finite(p),
    confidence,
    reason,
    ongoing,
    baseline,
  }
}

/** A change in a sentence: what it did, how much, and since when. */
export function describeCharacter(character: ChangeCharacter, what: string): string {
  const { status, shape, before, after, difference, ratio, onset, ongoing, confidence, samples, needed } = character
  if (status === 'too_little_data')
    return `${what} has too few points to compare: ${samples}, and ${needed} are needed on either side`
  if (shape === 'none') return `${what} did not change: ${figure(before.median)} before, ${figure(after.median)} after`
  const since =
    onset === undefined
      ? ''
      : ` since ${moment(onset.time)}${onset.latest > onset.earliest ? ` (between ${moment(onset.earliest)} and ${moment(onset.latest)})` : ''}`
  const share = Number.isFinite(ratio) ? `, ${relative(ratio - 1)}` : ''
  const levels = `${figure(before.median)} → ${figure(after.median)}${share}`
  const bounds = `difference ${figure(difference.value)}, 95 of 100 cases ${figure(difference.low)} to ${figure(difference.high)}`
  const told = { step: 'stepped', ramp: 'ramped', spike: 'spiked', variance: 'changed its spread', gap: 'has a gap' }[
    shape
  ]
  return `${what} ${told}${since}: ${levels} (${bounds}); ${ongoing ? 'lasts still' : 'is over'}, confidence ${confidence}`
}

export function presentAttribution({ combine, total, labels, notes }: Attribution): z.infer<typeof attributionSchema> {
  return {
    combine,
    total: { before: finite(total.before), after: finite(total.after), difference: finite(total.difference) },
    labels: labels.slice(0, mostLabels).map(({ label, values, omitted }) => ({
      label,
      omitted,
      values: values.map(({ value, before, after, difference, share }) => ({
        value,
        before: finite(before),
        after: finite(after),
        difference: finite(difference),
        share: finite(share),
      })),
    })),
    notes: [...notes],
  }
}

/** Where a change comes from, a line for each label. */
export function describeAttribution({ labels, notes }: z.infer<typeof attributionSchema>): string[] {
  const lines = labels.map(({ label, values, omitted }) => {
    const parts = values.map(({ value, before, after, share }) => {
      const part = share === null ? '' : `, ${Math.round(100 * share)} % of the change`
      return `${JSON.stringify(value)} ${figure(before)} → ${figure(after)}${part}`
    })
    return `- by ${label}: ${parts.join('; ')}${omitted > 0 ? `; ${omitted} more` : ''}`
  })
  return [...lines, ...notes.map((note) => `Note: ${note}`)]
}

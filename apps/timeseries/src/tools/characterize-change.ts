import { parseTime } from '@ocp-perf/metrics'
import type { Attribution, ChangeCharacter, Samples } from '@ocp-perf/stats'
import { joinMany } from '@ocp-perf/stats'
import { z } from 'zod'
import {
  attributionSchema,
  characterSchema,
  describeAttribution,
  describeCharacter,
  presentAttribution,
  presentCharacter,
} from '../answer/character-answer.ts'
import { answerHead, answerText } from '../answer/head.ts'
import { answerSchema } from '../answer/schema.ts'
import { ask } from '../ask/ask.ts'
import { sourceInput } from '../ask/inputs.ts'

import { pointsIn, type SeriesSet } from '../ask/series-set.ts'
import { seriesTable } from '../full/series-table.ts'
import { seriesTool } from '../series-tool.ts'

interface Result {
  sets: readonly [SeriesSet]
  /** All series as one, and how it changed. */
  combined: Samples
  character: ChangeCharacter
  attribution: Attribution | undefined
}

export default seriesTool({
  name: 'characterize_change',
  title: 'What changed, since when, and where',
  description:
    'The one change that matters most in a window: how much, since when, what shape, how sure; of several series also which label values moved.',
  input: sourceInput.extend({
    at: z
      .string()
      .max(40)
      .optional()
      .describe('When something happened, such as a rollout. Default: the likeliest place'),
    combine: z
      .enum(['mean', 'sum'])
      .default('mean')
      .describe('How several series make the total: sum for rates and bytes'),
  }),
  output: answerSchema.extend({ change: characterSchema, moved: attributionSchema.nullable() }),
  timeLimitMs: 120_000,
  compute: async (input, context, signal): Promise<Result> => {
    const set = await ask(input, context, signal)
    const combined = combine(set.series, input.combine)
    const at = input.at === undefined ? undefined : parseTime(input.at, set.now, 'at')
    const points = pointsIn(set.series)
    const options = at === undefined ? {} : { at }
    const [character] = await context.kernels.run('characterize', { series: [combined], options }, { points, signal })
    if (character === undefined) throw new Error('One series has one character.')
    const split = at ?? character.onset?.time
    const series = set.series.map(({ labels, times, values }) => ({ labels: { ...labels }, times, values }))
    const attribution =
      split === undefined || series.length < 2
        ? undefined
        : await context.kernels.run('attribute', { series, at: split, combine: input.combine }, { points, signal })
    return { sets: [set], combined, character, attribution }
  },
  present: ({ sets, character, attribution }, { combine }, uri) => {
    const [set] = sets
    const what = set.series.length === 1 ? 'the series' : `the ${combine} of ${set.series.length} series`
    const isChanged = character.shape !== 'none'
    return {
      ...answerHead(sets, {
        verdict: character.status === 'too_little_data' ? 'unknown' : isChanged ? 'watch' : 'ok',
        headline: describeCharacter(character, what),
        notes: character.notes,
        uri,
      }),
      change: presentCharacter(character),
      moved: attribution === undefined ? null : presentAttribution(attribution),
    }
  },
  table: ({ combined }) => seriesTable([{ labels: {}, ...combined }]),
  summarize: ({ change, moved, ...answer }) =>
    answerText(answer, [
      `Confidence ${change.confidence}: ${change.reason}.`,
      ...(moved === null ? [] : describeAttribution(moved)),
    ]),
})

/** The total at every time that any of the series has; a series without a point there has no part in it. */
function combine(series: readonly Samples[], how: 'mean' | 'sum'): Samples {
  const [only] = series
  if (only !== undefined && series.length === 1) return only
  const { times, columns } = joinMany(series, 'outer')
  const values = times.map((_, row) => {
    let sum = 0
    let count = 0
    for (const column of columns) {
      const value = column[row] ?? Number.NaN
      if (Number.isNaN(value)) continue
      sum += value
      count++
    }
    return count === 0 ? Number.NaN : how === 'sum' ? sum : sum / count
  })
  return { times, values }
}

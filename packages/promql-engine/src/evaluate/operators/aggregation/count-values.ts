import { AppError } from '@ocp-perf/errors'
import { metricName } from '../../../samples/label-of.ts'
import { isLabelName } from '../../../syntax/label-name.ts'
import type { OperatorContext } from '../../evaluation.ts'
import type { VectorSeries } from '../../value.ts'
import { formatPlain } from '../format-plain.ts'
import { type GroupingRule, groupSeries } from '../grouping.ts'
import { withLabels } from '../labels.ts'

/** The series of one group's values, by the value as text. */
interface Counts {
  of(text: string): VectorSeries
  series(): readonly VectorSeries[]
}

/** How often each value occurs in each group; the value stands in the label `name`, over one of the same name. */
export function countValues(
  series: readonly VectorSeries[],
  rule: GroupingRule,
  name: string,
  { grid, spend }: OperatorContext,
): readonly VectorSeries[] {
  refuseInvalidName(name)
  // Series are grouped as if they already had the label: what they have of that name is overwritten.
  const others = rule.names.filter((label) => label !== name)
  const grouping = groupSeries(series, { ...rule, names: rule.without ? [...others, name] : others })
  // `without` takes the label away again where it names it.
  const shown = !rule.without || !(rule.names.includes(name) || name === metricName)
  // There may be as many series as there are samples, and each takes room for all steps.
  let made = 0
  const groups = grouping.labels.map((labels) =>
    createCounts(grid.count, (text) => {
      spend(grid.count)
      made += 1
      return shown ? withLabels(labels, new Map([[name, text]])) : labels
    }),
  )
  for (const [index, one] of series.entries()) {
    const counts = groups[grouping.of[index] ?? 0]
    if (counts !== undefined) countOne(one, counts, shown)
  }
  spend(-made * grid.count)
  return groups.flatMap((counts) => counts.series())
}

function createCounts(steps: number, labelsFor: (text: string) => VectorSeries['labels']): Counts {
  const known = new Map<string, VectorSeries>()
  return {
    of(text) {
      const before = known.get(text)
      if (before !== undefined) return before
      const made = { labels: labelsFor(text), values: new Float64Array(steps), present: new Uint8Array(steps) }
      known.set(text, made)
      return made
    },
    series: () => [...known.values()],
  }
}

/** Values often stay the same from step to step, and then need no text of their own. */
function countOne({ values, present }: VectorSeries, counts: Counts, shown: boolean): void {
  let before = Number.NaN
  let column: VectorSeries | undefined
  for (const [step, value] of values.entries()) {
    if (present[step] !== 1) continue
    if (column === undefined || !Object.is(value, before)) {
      column = counts.of(shown ? formatPlain(value) : '')
      before = value
    }
    column.values[step] = (column.values[step] ?? 0) + 1
    column.present[step] = 1
  }
}

function refuseInvalidName(name: string): void {
  if (isLabelName(name)) return
  throw new AppError('bad_query', `invalid label name ${JSON.stringify(name)}`, {
    hint: 'Name the label in letters, digits and underscores.',
  })
}

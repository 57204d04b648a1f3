import { AppError, nearNames } from '@ocp-perf/errors'
import type { Metric, PlatformView } from '@ocp-perf/metrics'
import { panelResultSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { summarizePanel } from '../summarize-panel.ts'
import { windowInput } from '../window-input.ts'

const mostKeys = 5
const mostValues = 50
// As long as a Kubernetes name may be.
const valueLength = 253
const shownLength = 63

export default tool({
  name: 'query_metric',
  title: 'One metric',
  description: 'Measure one catalog metric over a window, judged by its limits. list_metrics gives the ids.',
  effect: 'read',
  input: windowInput.extend({
    metric: z.string().max(100).describe('Catalog id'),
    only: z
      .record(z.string(), z.array(z.string().max(valueLength)).max(mostValues))
      .refine((only) => Object.keys(only).length <= mostKeys, `takes at most ${mostKeys} keys`)
      .optional()
      .describe('Keep rows by key: {"member":["etcd-0"]}'),
  }),
  output: panelResultSchema,
  run: async ({ metric, cluster, ...request }, context, signal) => {
    const found = context.catalog.metric(metric)
    const { collector, platform } = await context.cluster(cluster, signal)
    refuseUnknownKeys(Object.keys(request.only ?? {}), found, platform.view())
    const { panel } = await collector.metrics(metric, [found], request, signal)
    return panel
  },
  summarize: summarizePanel,
})

/** A key that no row has would keep every row, and the answer would speak of more than was asked for. */
function refuseUnknownKeys(wanted: readonly string[], metric: Metric, view: PlatformView): void {
  const known = rowKeys(metric, view)
  const unknown = wanted.find((key) => !known.includes(key))
  if (unknown === undefined) return
  const near = nearNames(unknown, known)
  const keys = known.length > 0 ? `Each row has ${known.join(', ')}.` : 'It has one row and no key.'
  throw new AppError(
    'invalid_input',
    `The rows of ${metric.id} have no key ${JSON.stringify(unknown.slice(0, shownLength))}.`,
    { hint: near.length > 0 ? `Did you mean ${near.join(', ')}? ${keys}` : keys },
  )
}

/** The keys that a metric declares, and those that the platform's lookups add to them, such as a member's node. */
function rowKeys({ by }: Metric, { profile, table }: PlatformView): readonly string[] {
  const keys = new Set(by)
  for (const { key, as, show } of profile.lookups) if (show && keys.has(key) && table(key, as).size > 0) keys.add(as)
  return [...keys]
}

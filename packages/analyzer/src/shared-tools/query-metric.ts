import { panelResultSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { summarizePanel } from '../summarize-panel.ts'
import { windowInput } from '../window-input.ts'

export default tool({
  name: 'query_metric',
  title: 'One metric',
  description: 'Measure one catalog metric over a window, judged by its limits. list_metrics gives the ids.',
  effect: 'read',
  input: windowInput.extend({
    metric: z.string().max(100).describe('Catalog id'),
    only: z.record(z.string(), z.array(z.string())).optional().describe('Keep rows by key: {"member":["etcd-0"]}'),
  }),
  output: panelResultSchema,
  run: async ({ metric, cluster, ...request }, context, signal) => {
    const found = context.catalog.metric(metric)
    const { collector } = await context.cluster(cluster, signal)
    const { panel } = await collector.metrics(metric, [found], request, signal)
    return panel
  },
  summarize: summarizePanel,
})

import { tool, windowInput } from '@ocp-perf/analyzer'
import { explainStartup, startupMetrics } from '../startup/explain-startup.ts'
import { startupSchema } from '../startup/startup-schema.ts'
import { summarizeStartup } from '../startup/summarize-startup.ts'

/** The slowest row may be of any node. */
const everyRow = 100_000

export default tool({
  name: 'explain_pod_startup',
  title: 'Pod start, stage by stage',
  description:
    'Which stage of a pod start takes the time: OVN, CNI, sandbox, kubelet or images, by node. Call it when pods start slowly.',
  effect: 'read',
  input: windowInput.omit({ top: true }),
  output: startupSchema,
  run: async ({ cluster: name, ...request }, context, signal) => {
    const { collector } = await context.cluster(name, signal)
    const metrics = startupMetrics.map((id) => context.catalog.metric(id))
    const { panel } = await collector.metrics('pod-startup', metrics, { ...request, top: everyRow }, signal)
    return explainStartup(panel)
  },
  summarize: summarizeStartup,
})

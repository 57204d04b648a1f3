import { z } from 'zod'
import { clusterAlertsSchema } from '../alerts/alerts-schema.ts'
import { judgeAlerts } from '../alerts/judge-alerts.ts'
import { readAlerts } from '../alerts/read-alerts.ts'
import { summarizeAlerts } from '../alerts/summarize-alerts.ts'
import { tool } from '../analyzer-tool.ts'
import { clusterInput } from '../window-input.ts'

export default tool({
  name: 'get_cluster_alerts',
  title: 'Alerts',
  description: 'Firing and pending alerts with since when. Call it first in an incident.',
  effect: 'read',
  input: clusterInput.extend({
    severity: z.string().max(40).optional().describe('Such as critical or warning'),
    namespace: z.string().max(253).optional(),
    top: z.int().min(1).max(100).default(20),
  }),
  output: clusterAlertsSchema,
  run: async ({ cluster: name, ...filter }, context, signal) => {
    const cluster = await context.cluster(name, signal)
    return judgeAlerts(cluster.name, await readAlerts(context, cluster, signal), filter)
  },
  summarize: summarizeAlerts,
})

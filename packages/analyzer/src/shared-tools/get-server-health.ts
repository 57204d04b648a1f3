import { tool } from '../analyzer-tool.ts'
import { serverHealthSchema } from '../health/health-schema.ts'
import { readServerHealth, summarizeHealth } from '../health/server-health.ts'
import { clusterInput } from '../window-input.ts'

export default tool({
  name: 'get_server_health',
  title: 'Health of this server',
  description:
    'Whether Prometheus of each cluster answers, what it watches and how fresh that is. Call it when others fail.',
  effect: 'read',
  input: clusterInput,
  output: serverHealthSchema,
  run: ({ cluster }, context, signal) => readServerHealth(context, cluster, signal),
  summarize: summarizeHealth,
})

import { summarizePanel, tool, windowInput } from '@ocp-perf/analyzer'
import { panelResultSchema } from '@ocp-perf/panel'

export default tool({
  name: 'get_api_server_stats',
  title: 'API server',
  description:
    'Request rate, latency, errors, queueing and etcd latency of the kube-apiservers. Call it to see what clients feel.',
  effect: 'read',
  input: windowInput,
  output: panelResultSchema,
  run: (window, { collect }, signal) => collect('api/server', window, signal),
  summarize: summarizePanel,
})

import { parseTime } from '@ocp-perf/metrics'
import { levelWalkSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { diagnoseLevels } from '../diagnose/diagnose-levels.ts'
import { summarizeLevels } from '../diagnose/levels-text.ts'
import { windowInput } from '../window-input.ts'

export default tool({
  name: 'get_cluster_bottleneck_analysis',
  title: 'Why the cluster is slow',
  description:
    'Walks nodes, etcd, API servers, OVN, network, workload up to the first trouble that precedes the symptom. Call it when the domain is unknown.',
  effect: 'read',
  input: windowInput.omit({ top: true }).extend({
    symptom_time: z.string().max(40).optional().describe('When it was first felt'),
  }),
  output: levelWalkSchema,
  // Every group of every domain, and a second look at onsets.
  timeLimitMs: 180_000,
  run: async ({ symptom_time: felt, ...request }, context, signal, { progress }) => {
    const { now } = await context.source(request.cluster, signal)
    const symptomSince = felt === undefined ? undefined : parseTime(felt, now(), 'symptom_time')
    return await diagnoseLevels(
      context,
      { ...request, symptomSince },
      { signal, onProgress: (done, total) => progress(done, total, `${done} of ${total} metrics read`) },
    )
  },
  summarize: summarizeLevels,
})

import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { KubeApi, Trace } from '../connection.ts'

const groupsSchema = z.object({ groups: z.array(z.object({ name: z.string() })) })

/** Whether the cluster serves Routes, as OpenShift does. Every login may read the list of API groups. */
export async function isOpenShift(kube: KubeApi, trace: Trace, signal: AbortSignal | undefined): Promise<boolean> {
  const groups = groupsSchema.safeParse(await kube.get('/apis', { signal }))
  if (!groups.success) {
    throw new AppError('upstream', `The server ${kube.server} did not list its API groups.`, {
      hint: 'Check that the server address is that of a Kubernetes API.',
    })
  }
  const found = groups.data.groups.some(({ name }) => name === 'route.openshift.io')
  const detail = found ? 'It serves Routes, as OpenShift does.' : 'It serves no Routes: plain Kubernetes.'
  trace({ step: 'platform', outcome: 'ok', detail })
  return found
}

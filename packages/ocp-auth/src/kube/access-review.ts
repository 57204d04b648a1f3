import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type AccessRule, reviewAttributes } from '../access-rule.ts'
import type { CallOptions, KubeApi } from '../connection.ts'

const reviewSchema = z.object({ status: z.object({ allowed: z.boolean(), reason: z.string().optional() }) })

const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

/** Whether this login may do something, as the API server itself judges it; every login may ask. */
export async function mayI(kube: Pick<KubeApi, 'post'>, rule: AccessRule, options?: CallOptions): Promise<boolean> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: reviewAttributes(rule),
  }
  const parsed = reviewSchema.safeParse(await kube.post(path, body, options))
  if (!parsed.success) {
    throw new AppError('upstream', 'The API server answered an access review with something else.', {
      hint: 'Check that the server address is that of a Kubernetes API.',
    })
  }
  return parsed.data.status.allowed
}

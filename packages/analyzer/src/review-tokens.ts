import { AppError } from '@ocp-perf/errors'
import type { Authenticate } from '@ocp-perf/http'
import type { AnalyzerContext } from './context.ts'

/**
 * Lets the current cluster decide who may call: TokenReview with the server's name as audience, then
 * SubjectAccessReview for `get /mcp`. Throws `invalid_input` when that cluster has no Kubernetes API.
 */
export async function reviewTokens(context: AnalyzerContext, audience: string): Promise<Authenticate> {
  const [current] = context.clusterNames
  const { kube } = await context.connection(current)
  if (kube === undefined) {
    throw new AppError('invalid_input', 'Off loopback this server needs to know its callers.', {
      hint: 'Give --oidc-issuer or --token-file, or connect the current cluster through its Kubernetes API so that it can review tokens.',
    })
  }
  const { createTokenReviewer } = await import('@ocp-perf/ocp-auth')
  const review = createTokenReviewer(kube, { audience, attributes: { verb: 'get', path: '/mcp' } })
  return Object.assign(async (token: string, signal: AbortSignal) => review(token, signal), {
    note: `Callers are checked by TokenReview for the audience ${audience} and need get on /mcp.`,
  })
}

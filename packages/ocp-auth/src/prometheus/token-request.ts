import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { KubeApi, Log } from '../connection.ts'
import { untilAborted } from '../until-aborted.ts'

/** How long a token is asked for; API servers refuse less than ten minutes and may shorten more. */
const lifetimeSeconds = 3600

/** After a renewal that failed; each try may wait for a time limit, and the queries with it. */
const retryMs = 30_000

const replySchema = z.object({
  status: z.object({ token: z.string().min(1), expirationTimestamp: z.iso.datetime({ offset: true }) }),
})

export interface TokenRequestOptions {
  kube: Pick<KubeApi, 'post'>
  /** `namespace/name`. */
  serviceAccount: string
  log?: Log | undefined
  now?: (() => number) | undefined
}

export interface TokenSource {
  token(signal?: AbortSignal): Promise<string>
  /** Forgets the token after a server answered 401. */
  drop(): void
}

interface Held {
  token: string
  renewAt: number
  endsAt: number
}

/**
 * Tokens of a service account by TokenRequest, held in memory only. A token is renewed when a fifth of its life is left;
 * while that fails, the old one serves to its end.
 */
export function createTokenRequest({ kube, serviceAccount, log, now = Date.now }: TokenRequestOptions): TokenSource {
  let held: Held | undefined
  let renewing: Promise<Held> | undefined
  const renew = async (): Promise<Held> => {
    const askedAt = now()
    const { token, endsAt } = await requestToken(kube, serviceAccount)
    held = { token, endsAt, renewAt: endsAt - (endsAt - askedAt) / 5 }
    return held
  }
  return {
    async token(signal) {
      signal?.throwIfAborted()
      if (held !== undefined && now() < held.renewAt) {
        return held.token
      }
      // Shared by all who wait, so it is not ended by one caller's abort but by its own time limit.
      renewing ??= renew().finally(() => {
        renewing = undefined
      })
      const old = held
      try {
        return (await untilAborted(renewing, signal)).token
      } catch (error) {
        signal?.throwIfAborted()
        if (old === undefined || held !== old || now() >= old.endsAt) {
          throw error
        }
        old.renewAt = now() + retryMs
        log?.warn(
          { err: error, serviceAccount },
          'The service account token could not be renewed; the old one still serves.',
        )
        return old.token
      }
    },
    drop() {
      held = undefined
    },
  }
}

async function requestToken(kube: Pick<KubeApi, 'post'>, serviceAccount: string) {
  const [namespace = '', name = ''] = serviceAccount.split('/')
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: lifetimeSeconds },
  }
  const parsed = replySchema.safeParse(await kube.post(path, body))
  if (!parsed.success) {
    throw new AppError('upstream', `The API server answered the token request for ${serviceAccount} without a token.`, {
      hint: 'Check that the server address is that of a Kubernetes API.',
    })
  }
  const { token, expirationTimestamp } = parsed.data.status
  return { token, endsAt: Date.parse(expirationTimestamp) }
}

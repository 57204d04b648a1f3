import { AppError } from '@ocp-perf/errors'
import { type PromEndpoint, type TlsOptions, trustedCertificates } from '@ocp-perf/promql'
import { Agent, request } from 'undici'
import { z } from 'zod'
import { networkFailure } from './network-failure.ts'
import { parseJson } from './parse-json.ts'
import { readLimited } from './read-limited.ts'

const timeoutMs = 10_000

/** Far above what a version or one query answers. */
const maxReplyBytes = 1024 * 1024

const querySchema = z.object({ status: z.literal('success'), data: z.object({ resultType: z.literal('vector') }) })

export interface ProbeReply {
  status: number
  text: string
}

/** One request to a server that is being looked at, over connections of its own. */
export async function probe(
  method: 'GET' | 'POST',
  url: string,
  tls: TlsOptions | undefined,
  options: { headers?: Record<string, string>; body?: string; signal?: AbortSignal | undefined; who: string },
): Promise<ProbeReply> {
  const { signal, who, headers = {}, body } = options
  const dispatcher = new Agent({ connect: connectOptions(tls) })
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const reply = await request(url, {
      method,
      headers,
      body: body ?? null,
      dispatcher,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    const text = await readLimited(
      reply.body,
      maxReplyBytes,
      who,
      'Check the address: this is no API that is known here.',
    )
    return { status: reply.statusCode, text }
  } catch (error) {
    const hint = 'Name the CA that signed it in ca_file. insecure switches the check off, for a test only.'
    throw networkFailure(error, { who, timeoutMs, signal, tlsHint: hint })
  } finally {
    await dispatcher.close()
  }
}

/** Sends `vector(1)`, the cheapest query that needs the whole way to work. Returns milliseconds; throws `AppError`. */
export async function probeQuery(endpoint: PromEndpoint, signal?: AbortSignal): Promise<number> {
  const startedAt = performance.now()
  const authorization = await endpoint.authorization?.(signal)
  const who = `Prometheus at ${endpoint.url}`
  const reply = await probe('POST', `${endpoint.url}/api/v1/query`, endpoint.tls, {
    who,
    signal,
    body: 'query=vector%281%29',
    headers: {
      ...endpoint.headers,
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization === undefined ? {} : { authorization }),
    },
  })
  if (reply.status === 401) {
    throw new AppError('unauthorized', `${who} did not accept the login (401).`, {
      hint: 'The token has expired or is for another cluster; log in again.',
    })
  }
  if (reply.status === 403) {
    throw new AppError('forbidden', `${who} refused this account (403).`, {
      hint: endpoint.url.endsWith('/proxy')
        ? 'The account needs {apiGroups: [""], resources: ["services/proxy"], verbs: ["get", "create"]}; docs/rbac has samples.'
        : 'The account needs the ClusterRole cluster-monitoring-view: oc adm policy add-cluster-role-to-user cluster-monitoring-view NAME',
    })
  }
  if (reply.status >= 500) {
    throw new AppError('upstream', `${who} answered ${reply.status}.`, {
      hint: 'It, or the proxy before it, is failing or has no pod that is ready; look at its pods.',
    })
  }
  if (!querySchema.safeParse(parseJson(reply.text)).success) {
    throw new AppError('upstream', `${who} answered ${reply.status}, and not as the Prometheus API does.`, {
      hint: 'Check that the URL is that of the Prometheus API, without /graph, and that no login page is in between.',
    })
  }
  return performance.now() - startedAt
}

/** TLS settings as connections take them: a given CA is added to the system's. */
function connectOptions(tls: TlsOptions = {}) {
  const { ca, cert, key, serverName, insecure } = tls
  return {
    rejectUnauthorized: insecure !== true,
    ca: trustedCertificates(ca),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  }
}

import { trustedCertificates } from '@ocp-perf/promql'
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici'
import { networkFailure } from '../network-failure.ts'
import { readLimited } from '../read-limited.ts'
import type { KubeCredentials, KubeSource } from './kube-source.ts'

/** The longest reply that is read, far above any list this product asks for. */
const maxReplyBytes = 64 * 1024 * 1024

export interface KubeRequest {
  method: 'GET' | 'POST'
  path: string
  body?: string | undefined
  signal?: AbortSignal | undefined
  timeoutMs: number
}

export interface KubeReply {
  status: number
  text: string
  retryAfter?: string | undefined
}

/** One HTTP exchange with the API server, credentials included; 401 is asked again once when it brings a new credential. */
export function createKubeHttp(source: KubeSource): (request: KubeRequest) => Promise<KubeReply> {
  const dispatcherFor = createDispatchers(source)
  const exchange = async (asked: KubeRequest, credentials: KubeCredentials): Promise<KubeReply> => {
    const { method, path, body, signal, timeoutMs } = asked
    const limit = AbortSignal.timeout(timeoutMs)
    const who = `The API server ${source.server}`
    try {
      const reply = await request(`${source.server}${path}`, {
        method,
        dispatcher: dispatcherFor(credentials),
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        body: body ?? null,
        headers: {
          accept: 'application/json',
          ...source.headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(credentials.authorization === undefined ? {} : { authorization: credentials.authorization }),
        },
      })
      const retryAfter = reply.headers['retry-after']
      return {
        status: reply.statusCode,
        text: await readLimited(
          reply.body,
          maxReplyBytes,
          who,
          'Ask for less: a namespace, a label selector or a limit.',
        ),
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      }
    } catch (error) {
      throw networkFailure(error, { who, timeoutMs, signal, tlsHint })
    }
  }
  return async (asked) => {
    const credentials = await source.credentials(asked.signal)
    const reply = await exchange(asked, credentials)
    if (reply.status !== 401) {
      return reply
    }
    source.dropCredentials()
    const renewed = await source.credentials(asked.signal)
    return renewed.authorization === credentials.authorization && renewed.cert === credentials.cert
      ? reply
      : await exchange(asked, renewed)
  }
}

export const tlsHint =
  "Name the cluster's CA in kubernetes.ca_file. kubernetes.insecure switches the check off, for a test only."

/** TLS settings for the API server. A given CA replaces those that the machine trusts, as in kubectl. */
export function kubeTls(source: KubeSource, { cert, key }: KubeCredentials) {
  return {
    rejectUnauthorized: !source.insecure,
    ca: source.ca ?? trustedCertificates(),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(source.serverName === undefined ? {} : { servername: source.serverName }),
  }
}

/** Keeps the connections of one client certificate; a plugin that issues a new one gets a new set. */
function createDispatchers(source: KubeSource): (credentials: KubeCredentials) => Dispatcher {
  let kept: { cert: string | undefined; dispatcher: Dispatcher } | undefined
  return (credentials) => {
    if (kept === undefined || kept.cert !== credentials.cert) {
      void kept?.dispatcher.close()
      kept = { cert: credentials.cert, dispatcher: createDispatcher(source, credentials) }
    }
    return kept.dispatcher
  }
}

function createDispatcher(source: KubeSource, credentials: KubeCredentials): Dispatcher {
  const connect = kubeTls(source, credentials)
  const { proxyUrl } = source
  return proxyUrl === undefined ? new Agent({ connect }) : new ProxyAgent({ uri: proxyUrl, requestTls: connect })
}

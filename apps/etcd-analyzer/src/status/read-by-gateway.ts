import { AppError } from '@ocp-perf/errors'
import { type ClusterConfig, readTls } from '@ocp-perf/ocp-auth'
import type { Dispatcher } from 'undici'
import type { z } from 'zod'
import type { StatusReading } from './cluster-status-schema.ts'
import {
  alarmReplySchema,
  healthReplySchema,
  type MemberListReply,
  memberListReplySchema,
  parseEtcdReply,
  type StatusReply,
  statusReplySchema,
} from './etcd-replies.ts'
import { type EndpointAnswer, joinMembers } from './join-members.ts'

type EtcdConfig = NonNullable<ClusterConfig['etcd']>

// Long enough for a member that is busy, short enough for a person who waits: a dead one must not hold up the others.
const usualLimitMs = 4000
const maxReplyBytes = 1 << 20

/** What one endpoint answered; each part fails on its own. */
interface Answers {
  endpoint: string
  latencySeconds: number
  status: PromiseSettledResult<StatusReply>
  health: PromiseSettledResult<z.output<typeof healthReplySchema>>
  members: PromiseSettledResult<MemberListReply>
  alarms: PromiseSettledResult<z.output<typeof alarmReplySchema>>
}

/**
 * Reads the state of a bare etcd from the JSON gateway of every configured endpoint, all at once. A member that does
 * not answer is reported with the reason; throws only when none does.
 */
export async function readByGateway(
  config: EtcdConfig,
  signal: AbortSignal,
  limitMs = usualLimitMs,
): Promise<StatusReading> {
  const { request } = await import('undici')
  const dispatcher = await createDispatcher(config, limitMs)
  try {
    const ask: Ask = async (url, method, schema) => {
      const response = await request(url, {
        dispatcher,
        method,
        signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
        ...(method === 'POST' ? { headers: { 'content-type': 'application/json' }, body: '{}' } : {}),
      })
      const text = await response.body.text()
      // `/health` answers 503 with the reason in its usual shape.
      if (response.statusCode >= 400 && !url.endsWith('/health')) throw refusal(url, response.statusCode)
      return parseEtcdReply(schema, text, url)
    }
    const answers = await Promise.all(
      config.endpoints.map((endpoint) => askEndpoint(endpoint.replace(/\/+$/, ''), ask)),
    )
    signal.throwIfAborted()
    return describe(answers, limitMs)
  } finally {
    await dispatcher.destroy()
  }
}

type Ask = <T extends z.ZodType>(url: string, method: 'GET' | 'POST', schema: T) => Promise<z.output<T>>

async function askEndpoint(endpoint: string, ask: Ask): Promise<Answers> {
  const started = performance.now()
  let latencySeconds = 0
  const timed = ask(`${endpoint}/v3/maintenance/status`, 'POST', statusReplySchema).finally(() => {
    latencySeconds = (performance.now() - started) / 1000
  })
  const [status, health, members, alarms] = await Promise.allSettled([
    timed,
    ask(`${endpoint}/health`, 'GET', healthReplySchema),
    ask(`${endpoint}/v3/cluster/member/list`, 'POST', memberListReplySchema),
    ask(`${endpoint}/v3/maintenance/alarm`, 'POST', alarmReplySchema),
  ])
  return { endpoint, latencySeconds, status, health, members, alarms }
}

function describe(answers: readonly Answers[], limitMs: number): StatusReading {
  const members = firstValue(answers.map((answer) => answer.members))
  if (members === undefined) throw noAnswer(answers, limitMs)
  const alarms = firstValue(answers.map((answer) => answer.alarms))
  const endpoints: EndpointAnswer[] = answers.map(({ endpoint, latencySeconds, status, health }) => ({
    endpoint,
    latencySeconds: status.status === 'fulfilled' ? latencySeconds : null,
    status: status.status === 'fulfilled' ? status.value : undefined,
    healthy: status.status === 'rejected' ? false : health.status === 'fulfilled' ? health.value.health : null,
    failure: status.status === 'rejected' ? reasonOf(status.reason, limitMs) : unhealthyReason(health),
  }))
  return {
    source: 'gateway',
    read_from: `JSON gateway of ${answers.map(({ endpoint }) => endpoint).join(', ')}`,
    ...joinMembers({ members, endpoints, alarms: alarms?.alarms ?? null }),
    notes: alarms === undefined ? ['Alarms could not be read: no member answered, as happens without a quorum.'] : [],
  }
}

function unhealthyReason(health: Answers['health']): string | undefined {
  if (health.status === 'rejected' || health.value.health) return undefined
  return health.value.reason || 'its /health says false'
}

function firstValue<T>(results: readonly PromiseSettledResult<T>[]): T | undefined {
  return results.find((result) => result.status === 'fulfilled')?.value
}

/** Reads the certificates anew for each reading, since etcd's client certificates are rotated. */
async function createDispatcher(config: EtcdConfig, limitMs: number): Promise<Dispatcher> {
  const { Agent } = await import('undici')
  const { ca, cert, key, insecure } = await readTls(config, 'etcd')
  return new Agent({
    maxResponseSize: maxReplyBytes,
    headersTimeout: limitMs,
    bodyTimeout: limitMs,
    // etcd has a CA of its own, so the system's are no help here.
    connect: { timeout: limitMs, ca, cert, key, rejectUnauthorized: insecure !== true },
  })
}

function refusal(url: string, status: number): AppError {
  if (status === 401 || status === 403) {
    return new AppError(status === 401 ? 'unauthorized' : 'forbidden', `${url} answered ${status}.`, {
      hint: 'etcd wants a client certificate: set cert_file and key_file in the etcd section of clusters.yaml.',
    })
  }
  return new AppError('upstream', `${url} answered ${status}.`, {
    hint: 'Check that the endpoint is an etcd client URL and that its JSON gateway is on (--enable-grpc-gateway).',
  })
}

function noAnswer(answers: readonly Answers[], limitMs: number): AppError {
  const reasons = answers.map(({ endpoint, members }) =>
    members.status === 'rejected' ? `${endpoint}: ${reasonOf(members.reason, limitMs)}` : endpoint,
  )
  const cause = answers.find(({ members }) => members.status === 'rejected')?.members
  return new AppError('unreachable', `No etcd endpoint answered. ${reasons.join('; ')}`, {
    hint: 'Check etcd.endpoints and the certificates in clusters.yaml, and that etcd runs.',
    cause: cause?.status === 'rejected' ? cause.reason : undefined,
  })
}

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ENOTFOUND: 'unknown host name',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_SOCKET: 'connection closed',
}

/** Why an endpoint did not answer, in words that hold no address of ours and no secret. */
function reasonOf(error: unknown, limitMs: number): string {
  if (error instanceof AppError) return error.message
  if (!(error instanceof Error)) return 'unknown failure'
  if (error.name === 'TimeoutError') return `no answer within ${limitMs / 1000} s`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return failures[code] ?? (code || error.message)
}

import { AppError, isAbort } from '@ocp-perf/errors'
import { z } from 'zod'

/** The gateway writes 64-bit numbers as strings and leaves out what is zero. */
const count = z.coerce.number().default(0)

const statusSchema = z.object({
  header: z.object({ member_id: z.string() }),
  version: z.string(),
  leader: z.string().default('0'),
  dbSize: count,
  dbSizeInUse: count,
  raftIndex: count,
  raftTerm: count,
})
const alarmsSchema = z.object({
  alarms: z.array(z.object({ memberID: z.string(), alarm: z.string() })).default([]),
})
const revisionSchema = z.object({ header: z.object({ revision: z.string() }) })

export interface EndpointStatus {
  version: string
  isLeader: boolean
  hasLeader: boolean
  dbSize: number
  dbSizeInUse: number
  raftIndex: number
  raftTerm: number
}

export interface GatewayOptions {
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

/** What one member says of itself. Throws `unreachable`, `timeout` or `upstream`. */
export async function endpointStatus(endpoint: string, options?: GatewayOptions): Promise<EndpointStatus> {
  const { header, leader, ...rest } = await call(endpoint, 'maintenance/status', {}, statusSchema, options)
  return { ...rest, isLeader: leader === header.member_id, hasLeader: leader !== '0' }
}

/** True when the member answers its health check, which asks for consensus; never throws but for an abort. */
export async function endpointHealthy(
  endpoint: string,
  { timeoutMs = 3_000, signal }: GatewayOptions = {},
): Promise<boolean> {
  try {
    const reply = await fetch(new URL('/health', endpoint), { signal: limited(timeoutMs, signal) })
    return z.object({ health: z.literal('true') }).safeParse(await reply.json()).success
  } catch {
    signal?.throwIfAborted()
    return false
  }
}

/** Deletes every key below `prefix/` and compacts, so that a defragmentation can give the space back. */
export async function removeKeys(endpoint: string, prefix: string, options?: GatewayOptions): Promise<void> {
  const range = { key: base64(`${prefix}/`), range_end: base64(`${prefix}0`) }
  await call(endpoint, 'kv/deleterange', range, revisionSchema, options)
  await compact(endpoint, options)
}

/** Compacts up to the present revision and waits until the space is free inside the file. */
export async function compact(endpoint: string, options?: GatewayOptions): Promise<void> {
  const { header } = await call(endpoint, 'kv/range', { key: base64('none') }, revisionSchema, options)
  await call(endpoint, 'kv/compaction', { revision: header.revision, physical: true }, z.object({}), options)
}

/** Rewrites a member's database file; the member answers nothing else meanwhile. */
export async function defragment(endpoint: string, options: GatewayOptions = {}): Promise<void> {
  await call(endpoint, 'maintenance/defragment', {}, z.object({}), { timeoutMs: 120_000, ...options })
}

/** Lifts every alarm, NOSPACE above all. */
export async function disarm(endpoint: string, options?: GatewayOptions): Promise<void> {
  const { alarms } = await call(endpoint, 'maintenance/alarm', { action: 'GET' }, alarmsSchema, options)
  for (const { memberID, alarm } of alarms) {
    await call(endpoint, 'maintenance/alarm', { action: 'DEACTIVATE', memberID, alarm }, alarmsSchema, options)
  }
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

function limited(timeoutMs: number, signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(timeoutMs)
  return signal === undefined ? limit : AbortSignal.any([limit, signal])
}

async function call<Reply>(
  endpoint: string,
  path: string,
  body: object,
  schema: z.ZodType<Reply>,
  { timeoutMs = 10_000, signal }: GatewayOptions = {},
): Promise<Reply> {
  const url = new URL(`/v3/${path}`, endpoint)
  let text: string
  let status: number
  try {
    const reply = await fetch(url, { method: 'POST', body: JSON.stringify(body), signal: limited(timeoutMs, signal) })
    text = await reply.text()
    status = reply.status
  } catch (cause) {
    if (signal?.aborted || isAbort(cause)) throw cause
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      throw new AppError('timeout', `etcd at ${endpoint} did not answer ${path} within ${timeoutMs} ms`, { cause })
    }
    throw new AppError('unreachable', `etcd at ${endpoint} does not answer`, {
      hint: 'See which member is down: pnpm lab status',
      cause,
    })
  }
  const parsed = status === 200 ? schema.safeParse(parseJson(text)) : undefined
  if (parsed?.success) return parsed.data
  throw new AppError('upstream', `etcd at ${endpoint} answered ${path} with ${status}: ${text.slice(0, 200)}`, {
    retryable: status >= 500,
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // The schema check that follows reports it.
  }
}

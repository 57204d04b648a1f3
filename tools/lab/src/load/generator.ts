import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type LoadOptions, resolveLoad } from './options.ts'

export const loadSummarySchema = z.strictObject({
  mode: z.string(),
  sent: z.int(),
  done: z.int(),
  /** Requests that were due while too many were in flight. */
  skipped: z.int(),
  perSecond: z.number(),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
  /** What went wrong, and how often: HTTP status and etcd's message, or the socket's error code. */
  errors: z.record(z.string(), z.int()),
})
export type LoadSummary = z.infer<typeof loadSummarySchema>

const requestTimeoutMs = 15_000
const base64 = (text: string) => Buffer.from(text).toString('base64')

interface Outcome {
  ms: number
  error?: string
}

/** Sends one request of etcd's JSON gateway; a failure is an outcome, since load goes on through faults. */
function post(agent: Agent, endpoint: string, path: string, body: object): Promise<Outcome> {
  const began = performance.now()
  return new Promise((resolve) => {
    const end = (error?: string) =>
      resolve({ ms: performance.now() - began, ...(error === undefined ? {} : { error }) })
    const call = request(new URL(path, endpoint), { method: 'POST', agent, timeout: requestTimeoutMs }, (reply) => {
      let head = ''
      reply.on('data', (chunk: Buffer) => {
        if (head.length < 400) head += chunk.toString('utf8', 0, 400)
      })
      reply.on('error', () => end('reply cut short'))
      reply.on('end', () => {
        const reason = /"(?:error|message)": ?"([^"]*)/.exec(head)?.[1] ?? ''
        end(reply.statusCode === 200 ? undefined : `${reply.statusCode} ${reason}`.trim())
      })
    })
    call.on('timeout', () => call.destroy(new Error('timeout')))
    call.on('error', (error) => end('code' in error ? String(error.code) : error.message))
    call.end(JSON.stringify(body))
  })
}

/** Drives a steady, bounded load and reports what came of it. Ends early, with its summary, when `signal` aborts. */
export async function runLoad(
  endpoints: readonly string[],
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LoadSummary> {
  const { mode, rate, size, seconds, prefix, keys, concurrency, seed } = resolveLoad(options)
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const value = Buffer.alloc(size, 'x').toString('base64')
  const latencies: number[] = []
  const errors: Record<string, number> = {}
  let flying = 0

  async function send(index: number): Promise<void> {
    const endpoint = endpoints[index % endpoints.length] ?? ''
    const reads = mode === 'range' || (mode === 'mix' && index % 2 === 1)
    flying += 1
    const { ms, error } = await (reads
      ? post(agent, endpoint, '/v3/kv/range', { key: base64(`${prefix}/`), range_end: base64(`${prefix}0`) })
      : post(agent, endpoint, '/v3/kv/put', { key: base64(`${prefix}/${index % keys}`), value }))
    flying -= 1
    latencies.push(ms)
    if (error !== undefined) errors[error] = (errors[error] ?? 0) + 1
  }

  for (let index = 0; index < seed && !signal.aborted; index += 1) {
    while (flying >= concurrency) await sleep(1)
    void post(agent, endpoints[index % endpoints.length] ?? '', '/v3/kv/put', {
      key: base64(`${prefix}/${index}`),
      value,
    }).finally(() => {
      flying -= 1
    })
    flying += 1
  }
  while (flying > 0) await sleep(5)

  let [sent, skipped] = [0, 0]
  const began = performance.now()
  const elapsed = () => (performance.now() - began) / 1000
  while (elapsed() < seconds && !signal.aborted) {
    for (let due = Math.floor(elapsed() * rate) - sent - skipped; due > 0; due -= 1) {
      if (flying >= concurrency) skipped += 1
      else void send(sent++)
    }
    await sleep(5)
  }
  const ran = elapsed()
  for (const until = Date.now() + requestTimeoutMs; flying > 0 && Date.now() < until && !signal.aborted; )
    await sleep(20)
  agent.destroy()
  return summarize({ mode, sent, skipped, errors, latencies, seconds: ran })
}

interface Tally {
  mode: string
  sent: number
  skipped: number
  errors: Record<string, number>
  latencies: number[]
  seconds: number
}

function summarize({ mode, sent, skipped, errors, latencies, seconds }: Tally): LoadSummary {
  const sorted = latencies.sort((a, b) => a - b)
  const at = (share: number) => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
    return value === undefined ? null : Math.round(value * 10) / 10
  }
  const perSecond = Math.round((sorted.length / Math.max(seconds, 0.001)) * 10) / 10
  return { mode, sent, done: sorted.length, skipped, perSecond, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), errors }
}

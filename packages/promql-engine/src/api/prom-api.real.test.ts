import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import {
  describeReal,
  type LoneServer,
  requireProgram,
  startPrometheusOver,
  whyNoPrometheus,
} from '@ocp-perf/lab/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createEngine } from '../create-engine.ts'
import { createMemoryStore } from '../samples/memory-store.ts'
import { createEngineSource } from '../source/engine-source.ts'
import { listenOnLoopback } from '../testing/loopback.ts'
import { writeOpenMetrics } from '../testing/open-metrics.ts'
import { firstSample, lastSample, sampleSet } from '../testing/sample-set.ts'
import { createPromApi } from './prom-api.ts'

const generations = [
  { program: 'prometheus', semantics: 'v2' },
  { program: 'prometheus3', semantics: 'v3' },
] as const

const first = firstSample / 1000
const last = lastSample / 1000
const time = String(last - 7)
const window = { start: String(first + 600), end: String(first + 1_500), step: '60' }

const getsOnly = /^(?:label\/|metadata|alerts|rules|targets)/

const requests: [string, Record<string, string>][] = [
  ['query', { query: 'requests_total', time }],
  ['query', { query: 'odd_values', time }],
  ['query', { query: 'temperature[2m]', time }],
  ['query', { query: '"a \\" <b> & größe"', time }],
  ['query', { query: '-1e-9', time: '1700000000.123' }],
  ['query', { query: 'time()', time: '2023-11-14T22:13:20.5Z' }],
  ['query', { query: 'up', time, timeout: '1m30s' }],
  ['query', { query: 'sum(', time }],
  ['query', { query: '', time }],
  ['query', { query: 'rate(up)', time }],
  ['query', { query: 'up * on (job) up', time }],
  ['query', { query: 'up', time: 'yesterday' }],
  ['query', { query: 'up', time: '2023-02-30T00:00:00Z' }],
  ['query', { query: 'up', time, timeout: 'x' }],
  ['query_range', { query: 'up', ...window }],
  ['query_range', { query: 'odd_values', ...window, step: '1m' }],
  ['query_range', { query: 'time() / 3', ...window, step: '77.5' }],
  ['query_range', { query: 'rate(latency_bucket[2m])', ...window, start: String(first + 600.5) }],
  ['query_range', { query: 'no_such_metric', ...window }],
  ['query_range', { query: 'memory_bytes @ end()', ...window, step: '7m' }],
  ['query_range', { query: 'up[5m]', ...window }],
  ['query_range', { query: '"text"', ...window }],
  ['query_range', { query: '1', ...window, step: '0' }],
  ['query_range', { query: '1', ...window, step: '' }],
  ['query_range', { query: '1', ...window, end: '0' }],
  ['query_range', { query: '1', start: '0', end: '11001', step: '1' }],
  ['query_range', { query: '1', start: '0', end: '11000', step: '1' }],
  ['labels', {}],
  ['labels', { 'match[]': 'requests_total' }],
  ['labels', { 'match[]': 'up +' }],
  ['labels', { start: 'x' }],
  ['label/job/values', {}],
  ['label/__name__/values', { 'match[]': '{instance="a"}' }],
  ['label/none/values', {}],
  ['series', { 'match[]': 'up{job="api"}' }],
  ['series', { 'match[]': '{code=~"5.."}', start: '-292273086-05-16T16:47:06Z', end: String(last) }],
  ['series', {}],
  ['series', { 'match[]': '{job=~".*"}' }],
  ['metadata', { metric: 'no_such_metric' }],
  ['alerts', {}],
  ['rules', {}],
  ['targets', { state: 'dropped' }],
  ['query_exemplars', { query: 'up', start: window.start, end: window.end }],
]

const limited: [string, Record<string, string>][] = [
  ['labels', { limit: '1' }],
  ['label/instance/values', { limit: '2' }],
  ['label/U__instance/values', {}],
  ['label/U__in_73_tance/values', {}],
  ['label/U__/values', {}],
  ['series', { 'match[]': 'up', limit: '100' }],
  ['labels', { limit: 'x' }],
  ['labels', { limit: '-1' }],
  ['query', { query: 'rate(memory_bytes[5m])', time }],
]

for (const { program, semantics } of generations) {
  const why = whyNoPrometheus(program)
  const title = `the API with ${semantics} semantics beside a real Prometheus over the same samples`
  if (why !== undefined && program === 'prometheus3') describe.skip(`${title} (left out: ${why})`, () => {})
  else {
    describeReal(title, ['lab'], () => {
      let real: LoneServer
      let ours: Awaited<ReturnType<typeof listenOnLoopback>>
      beforeAll(async () => {
        const store = createMemoryStore(sampleSet())
        const engine = createEngine({ store, semantics })
        const recording = { name: 'the sample set', start: first, end: last }
        const source = createEngineSource({ store, engine, semantics, recording })
        ours = await listenOnLoopback(createPromApi({ source, engine }))
        real = await startPrometheusOver(writeOpenMetrics(sampleSet()), program)
      })
      afterAll(async () => {
        await ours?.[Symbol.asyncDispose]()
        await real?.[Symbol.asyncDispose]()
      })

      test.each([
        ['instant', ['requests_total', `--time=${time}`]],
        ['instant', ['sum by (job) (rate(requests_total[5m]))', `--time=${time}`]],
        ['instant', ['memory_bytes[1m]', `--time=${time}`]],
        ['instant', ['1 / 3', `--time=${time}`]],
        ['instant', ['odd_values', `--time=${time}`]],
        ['instant', ['no_such_metric', `--time=${time}`]],
        ['instant', ['sum(', `--time=${time}`]],
        ['range', ['rate(requests_total[5m])', `--start=${window.start}`, `--end=${window.end}`, '--step=60s']],
        ['range', ['temperature', `--start=${window.start}`, `--end=${window.end}`, '--step=30s']],
        ['labels', ['job', `--start=${first}`, `--end=${last}`]],
        ['labels', ['__name__', `--start=${first}`, `--end=${last}`]],
        ['series', ['--match=up', '--match={job="web"}', `--start=${first}`, `--end=${last}`]],
      ])('promtool query %s %o prints the same', async (command, args) => {
        const [theirs, mine] = await Promise.all([promtool(real.url, command, args), promtool(ours.url, command, args)])
        expect(mine.failed).toBe(theirs.failed)
        if (!theirs.failed) expect(mine.lines).toEqual(theirs.lines)
        else expect(mine.lines.join('\n')).toMatch(/bad_data: invalid parameter "query"/)
      })

      test.each(requests)('%s %o is answered alike', async (path, parameters) => {
        for (const method of getsOnly.test(path) ? ['GET'] : ['GET', 'POST']) {
          const asked = { path, parameters, method }
          const [theirs, mine] = await Promise.all([ask(real.url, asked), ask(ours.url, asked)])
          expect(mine).toEqual(theirs)
        }
      })

      // What it is given only since Prometheus 3.
      test.each(semantics === 'v3' ? limited : [])('%s %o is answered alike', async (path, parameters) => {
        const asked = { path, parameters, method: 'GET' }
        const [theirs, mine] = await Promise.all([ask(real.url, asked), ask(ours.url, asked)])
        expect(mine).toEqual(theirs)
      })
    })
  }
}

interface Printed {
  failed: boolean
  /** In order, as an instant vector has none. */
  lines: readonly string[]
}

async function promtool(url: string, command: string, args: readonly string[]): Promise<Printed> {
  const [positional, flags] = [args.filter((one) => !one.startsWith('--')), args.filter((one) => one.startsWith('--'))]
  const printed = (text: string) => text.split('\n').filter(Boolean).sort()
  try {
    const run = promisify(execFile)
    const { stdout } = await run(requireProgram('promtool'), ['query', command, ...flags, url, ...positional])
    return { failed: false, lines: printed(stdout) }
  } catch (error) {
    // It ends with a code of its own for what the server refuses.
    if (!(error instanceof Error && 'stderr' in error)) throw error
    return { failed: true, lines: printed(String(error.stderr)) }
  }
}

interface Asked {
  path: string
  parameters: Readonly<Record<string, string>>
  method: string
}

const replySchema = z.looseObject({
  data: z.unknown().optional(),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  infos: z.array(z.string()).optional(),
})

const vectorSchema = z.object({ resultType: z.literal('vector'), result: z.array(z.unknown()) })

/** A reply as far as it must be the same: words of errors and the order of instant vectors are each server's own. */
async function ask(url: string, { path, parameters, method }: Asked) {
  const form = new URLSearchParams(parameters)
  const response =
    method === 'POST'
      ? await fetch(`${url}/api/v1/${path}`, { method, body: form })
      : await fetch(`${url}/api/v1/${path}?${form}`)
  const { status } = response
  const type = response.headers.get('content-type')
  const { data, errorType, error, warnings, infos, ...rest } = replySchema.parse(await response.json())
  if (errorType !== undefined) return { status, type, errorType, hasWords: String(error).length > 0, ...rest }
  const vector = vectorSchema.safeParse(data)
  const ordered = vector.success ? { ...vector.data, result: vector.data.result.map(toText).sort() } : data
  return { status, type, data: ordered, warnings, hasInfos: infos !== undefined, ...rest }
}

function toText(value: unknown): string {
  return JSON.stringify(value)
}

import { recordingLog } from '@ocp-perf/http/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { exampleServer } from './testing/example-server.ts'
import { toolFor } from './tool.ts'
import { createToolRunner, type RunnerOptions } from './tool-runner.ts'

function runnerOf(onCancel?: (tool: string) => void, options: Partial<RunnerOptions> = {}) {
  const log = recordingLog()
  const recorded: Readonly<Record<string, string>>[] = []
  const runner = createToolRunner(exampleServer(onCancel), {
    log,
    record: (labels) => recorded.push(labels),
    ...options,
  })
  const run = (name: string, args: unknown, signal = new AbortController().signal) => runner.run(name, args, { signal })
  return { runner, run, log, recorded }
}

test('data and a text come back, with defaults filled in', async () => {
  const { run, recorded } = runnerOf()
  expect(await run('greet', { name: 'Ada' })).toEqual({
    ok: true,
    text: 'Hello Ada.',
    links: [],
    data: { greeting: 'Hello Ada.' },
  })
  expect(recorded).toEqual([{ tool: 'greet', outcome: 'ok' }])
})

test('an unknown argument is refused by name, with the one that was meant', async () => {
  const { run } = runnerOf()
  expect(await run('greet', { name: 'Ada', tims: 2 })).toMatchObject({
    ok: false,
    text: 'invalid_input: greet has no argument "tims". Hint: Did you mean times? greet takes: name, times.',
    report: { code: 'invalid_input', retryable: false },
  })
})

test('of many unknown arguments the first are named, the rest are counted and not looked at', async () => {
  const { run } = runnerOf()
  const nonsense = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`x${index}`, 2]))
  const { text } = await run('greet', { name: 'Ada', ...nonsense, tims: 2, tim: 2 })
  expect(text).toBe(
    'invalid_input: greet has no arguments "x0", "x1", "x2", "x3", "x4" and 2 more. Hint: greet takes: name, times.',
  )
})

test.each([
  [{}, 'name is missing.'],
  [{ name: 1 }, 'name: expected string, received number.'],
  [{ name: 'Ada', times: 0 }, 'times: '],
  [[], 'The arguments are wrong: expected object, received array.'],
  ['Ada', 'The arguments are wrong: expected object, received string.'],
  [null, 'The arguments are wrong: expected object, received null.'],
])('arguments %j are refused and the fault is named', async (args, fault) => {
  const { run } = runnerOf()
  const outcome = await run('greet', args)
  expect(outcome).toMatchObject({ ok: false, report: { code: 'invalid_input' } })
  expect(outcome.text).toContain(fault)
})

test('a tool without arguments says so', async () => {
  const { run } = runnerOf()
  expect((await run('who_am_i', { name: 'x' })).text).toContain('who_am_i takes no arguments.')
  expect(await run('who_am_i', undefined)).toMatchObject({ ok: true, text: 'nobody' })
})

test('an expected error is its code, message and hint; the log has its cause', async () => {
  const { run, log } = runnerOf()
  expect((await run('fail', {})).text).toBe('unreachable: Prometheus did not answer. Hint: Check the URL.')
  expect(log.lines).toMatchObject([{ level: 'warn', details: { tool: 'fail' } }])
})

test('a bug is a fixed sentence, and the log has it all', async () => {
  const { run, log } = runnerOf()
  const outcome = await run('fail', { how: 'bug' })
  expect(outcome).toMatchObject({ ok: false, report: { code: 'internal' } })
  expect(outcome.text).not.toContain('s3cret')
  expect(log.lines).toMatchObject([{ level: 'error', details: { err: expect.any(TypeError) } }])
})

test('a result that does not match its schema is a bug of the tool, never an answer', async () => {
  const { run, log } = runnerOf()
  expect(await run('fail', { how: 'output' })).toMatchObject({ ok: false, report: { code: 'internal' } })
  expect(log.lines).toMatchObject([{ level: 'error', details: { err: { cause: { issues: [{ path: ['count'] }] } } } }])
})

test('what the output schema does not name never leaves the server', async () => {
  const leaky = toolFor<undefined>()({
    name: 'leaky',
    title: 'Leaky',
    description: 'Call it never.',
    effect: 'read',
    input: z.object({}),
    output: z.object({ name: z.string() }),
    run: async () => JSON.parse('{"name":"etcd-0","token":"s3cret"}'),
    summarize: ({ name }) => name,
  })
  const runner = createToolRunner({ tools: [leaky], context: undefined }, { log: recordingLog() })
  const outcome = await runner.run('leaky', {}, { signal: new AbortController().signal })
  expect(outcome).toMatchObject({ ok: true, data: { name: 'etcd-0' } })
  expect(JSON.stringify(outcome)).not.toContain('s3cret')
})

test('a call that takes too long is a timeout, and the tool is told to stop', async () => {
  const cancelled: string[] = []
  const { run } = runnerOf((tool) => cancelled.push(tool))
  const outcome = await run('dawdle', {})
  expect(outcome).toMatchObject({ ok: false, report: { code: 'timeout', retryable: true } })
  expect(outcome.text).toContain('dawdle did not finish within 0.1 s.')
  expect(cancelled).toEqual(['dawdle'])
})

test('an abort of the caller passes untouched and reaches the tool', async () => {
  const cancelled: string[] = []
  const { run, recorded } = runnerOf((tool) => cancelled.push(tool))
  const controller = new AbortController()
  const call = run('wait', { ms: 60_000 }, controller.signal)
  controller.abort()
  await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  expect(cancelled).toEqual(['wait'])
  expect(recorded).toEqual([{ tool: 'wait', outcome: 'cancelled' }])
})

test('a call whose caller is gone already does not run', async () => {
  const { run } = runnerOf()
  await expect(run('wait', { ms: 0 }, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
})

test('calls above the limit are refused while others run', async () => {
  const { run } = runnerOf(() => {}, { maxCalls: 1 })
  const first = run('wait', { ms: 50 })
  expect(await run('greet', { name: 'Ada' })).toMatchObject({
    ok: false,
    report: { code: 'rate_limited', retryAfterSeconds: 1 },
  })
  expect(await first).toMatchObject({ ok: true })
  expect(await run('greet', { name: 'Ada' })).toMatchObject({ ok: true })
})

test('other work counts among the calls, in the limit and in what idle waits for', async () => {
  const answered: Readonly<Record<string, string>>[] = []
  const { runner, run, recorded } = runnerOf(() => {}, {
    maxCalls: 1,
    recordResource: (labels) => answered.push(labels),
  })
  const { signal } = new AbortController()
  const of = { method: 'resources/read', resource: 'motto', limitMs: 1_000, signal } as const
  let finish = () => {}
  const first = runner.answer(of, () => new Promise<string>((resolve) => (finish = () => resolve('Be kind.'))))
  let isIdle = false
  const idle = runner.idle().then(() => {
    isIdle = true
  })
  await expect(runner.answer(of, async () => 'more')).rejects.toMatchObject({ code: 'rate_limited' })
  expect(await run('greet', { name: 'Ada' })).toMatchObject({ ok: false, report: { code: 'rate_limited' } })
  expect(isIdle).toBe(false)
  finish()
  expect(await first).toBe('Be kind.')
  await idle
  const shared = { method: 'resources/read', resource: 'motto' }
  expect(answered).toEqual([
    { ...shared, outcome: 'rate_limited' },
    { ...shared, outcome: 'ok' },
  ])
  expect(recorded).toEqual([{ tool: 'greet', outcome: 'rate_limited' }])
})

test('other work that takes too long, fails or is cancelled says so and gives its place back', async () => {
  const outcomes: (string | undefined)[] = []
  const { runner } = runnerOf(() => {}, { maxCalls: 1, recordResource: ({ outcome }) => outcomes.push(outcome) })
  const never = () => new Promise<never>(() => {})
  const of = { method: 'completion/complete', resource: 'letter', limitMs: 20 } as const
  const { signal } = new AbortController()
  await expect(runner.answer({ ...of, signal }, never)).rejects.toMatchObject({ code: 'timeout' })
  const bug = () => {
    throw new TypeError('s3cret')
  }
  await expect(runner.answer({ ...of, signal }, bug)).rejects.toThrow(TypeError)
  const gone = AbortSignal.abort()
  await expect(runner.answer({ ...of, signal: gone }, never)).rejects.toMatchObject({ name: 'AbortError' })
  expect(outcomes).toEqual(['timeout', 'internal', 'cancelled'])
  await runner.idle()
})

test('an unknown tool is not found and names near ones; its name is no label', async () => {
  const { run, recorded } = runnerOf()
  expect((await run('great', {})).text).toBe('not_found: There is no tool "great". Hint: Did you mean greet?')
  expect(recorded).toEqual([{ tool: 'unknown', outcome: 'not_found' }])
})

test('idle waits for the calls that run', async () => {
  const { runner, run } = runnerOf()
  const begun = performance.now()
  const call = run('wait', { ms: 30 })
  await runner.idle()
  expect(performance.now() - begun).toBeGreaterThan(25)
  expect(await call).toMatchObject({ ok: true })
  await runner.idle()
})

test('a definition with one name twice, or a name that clients refuse, is not served', () => {
  const [greet] = exampleServer().tools
  const log = recordingLog()
  const context = { onCancel: () => {} }
  if (greet === undefined) throw new Error('The example has tools.')
  expect(() => createToolRunner({ tools: [greet, greet], context }, { log })).toThrow('Two tools are named greet.')
  const odd = { ...greet, name: 'say hello' }
  expect(() => createToolRunner({ tools: [odd], context }, { log })).toThrow('"say hello" is not a tool name')
})

import { AppError } from '@ocp-perf/errors'
import { createEngine, type Engine, functionTable } from '@ocp-perf/promql-engine'
import { describe, expect, test } from 'vitest'
import { parseScript } from '../script/parse-script.ts'
import { runScript, type ScriptReport } from './run-script.ts'

const knowsFunction = (name: string) => functionTable.has(name)

/** Runs a script over the real engine. */
function run(text: string): Promise<ScriptReport> {
  return runScript(parseScript(text), { createEngine: (store) => createEngine({ store }), knowsFunction })
}

/** Runs a script over the real engine with something changed in what it answers. */
function runWith(text: string, change: (engine: Engine) => Engine): Promise<ScriptReport> {
  return runScript(parseScript(text), { createEngine: (store) => change(createEngine({ store })), knowsFunction })
}

const load = 'load 1m\n  up{a="1"} 1 2 3\n  up{a="2"} 4 _ 6 stale\n\n'

describe('an answer that differs is a failure that says how', () => {
  test.each([
    ['eval instant at 1m up{a="1"}\n  up{a="1"} 3', 'up{a="1"}: expected 3, got 2: point 1 differs'],
    ['eval instant at 1m up{a="1"}\n  up{a="1"} 2.00001', 'up{a="1"}: expected 2.00001, got 2: point 1 differs'],
    ['eval instant at 1m up{a="1"}', 'did not expect up{a="1"}, which has 2'],
    ['eval instant at 1m up{a="1"}\n  {a="1"} 2', 'did not expect up{a="1"}, which has 2'],
    ['eval instant at 1m nothing\n  up{a="1"} 2', 'expected up{a="1"} too, which did not come'],
    ['eval instant at 1m 1 + 1\n  3', 'expected 3, got 2'],
    ['eval instant at 1m 1 + 1\n  {} 2', 'expected series, got the scalar 2'],
    ['eval instant at 1m up\n  2', 'expected a scalar, got a vector'],
    ['eval instant at 1m "a"\n  expect string "b"', 'expected "b", got "a"'],
    ['eval instant at 1m "a"\n  2', 'expected no string, got "a"'],
    ['eval instant at 1m 1\n  expect string "1"', 'expected a string, got a scalar'],
    [
      'eval instant at 1m sort(up)\n  expect ordered\n  up{a="2"} 4\n  up{a="1"} 2',
      'expected up{a="1"} at place 2, got it at 1',
    ],
    [
      'eval range from 0 to 2m step 1m up{a="1"}\n  up{a="1"} 1 2',
      'up{a="1"}: expected 1 2, got 1 2 3: a different number of points',
    ],
    [
      'eval range from 0 to 2m step 1m up{a="1"} < 3\n  up{a="1"} _ 1 2',
      'up{a="1"}: expected 1 2, got 1 2: point 1 is at 0 ms, not 60000 ms',
    ],
    [
      'eval range from 0 to 2m step 1m up{a="1"}\n  up{a="1"} 1 2 3 4',
      'up{a="1"}: 4 points are expected, more than the query has steps',
    ],
    ['eval_ordered instant at 1m up[1m]\n  up{a="1"} 2', 'a range has no order of its own, so none can be expected'],
    ['eval instant at 1m up\n  expect fail', 'expected the query to fail'],
    [
      'eval instant at 1m up\n  expect warn\n  up{a="1"} 2\n  up{a="2"} 4',
      'expected a warning with any text, got: none',
    ],
    ['eval instant at 1m rate(up\n', 'the query failed: '],
    [
      'eval instant at 1m rate(up)\n  expect fail msg: no such thing',
      'expected the query to fail with "no such thing", got: ',
    ],
    ['eval instant at 2m quantile(2, up)\n  expect no_warn\n  {} Inf', 'expected no warning, got: PromQL warning'],
    ['eval instant at 2m rate(up[2m])\n  expect no_info\n  {a="1"} 1', 'expected no info, got: PromQL info'],
    [
      'eval instant at 2m quantile(2, up)\n  expect warn msg: nothing\n  {} Inf',
      'expected a warning with "nothing", got: PromQL warning',
    ],
  ])('%j', async (text, problem) => {
    const { passed, failures, skips } = await run(load + text)
    expect(failures).toEqual([{ line: 5, text: expect.any(String), problem: expect.stringContaining(problem) }])
    expect([passed, skips]).toEqual([0, []])
  })
})

describe('an answer that is as expected passes', () => {
  test.each([
    'eval instant at 1m up\n  up{a="2"} 4\n  up{a="1"} 2.0000001',
    'eval instant at 3m up\n  up{a="1"} 3',
    'eval range from 0 to 3m step 1m up\n  up{a="1"} 1 2 3 3\n  up{a="2"} 4 4 6',
    'eval instant at 2m up[2m]\n  expect range vector from 1m to 2m step 1m\n  up{a="1"} 2 3\n  up{a="2"} _ 6',
    'eval instant at 1m sort_desc(up)\n  expect ordered\n  up{a="2"} 4\n  up{a="1"} 2',
    'eval instant at 0 0/0\n  NaN',
    'eval instant at 1m "a"\n  expect string "a"',
    'eval instant at 2m quantile(2, up)\n  expect warn regex: between 0 and 1\n  expect no_info\n  {} Inf',
    'eval_warn instant at 2m quantile(2, up)\n  {} Inf',
    'eval_info instant at 2m rate(up{a="1"}[3m])\n  {a="1"} 0.016666666666666666',
    'eval_fail instant at 1m rate(up)',
    'eval_fail instant at 1m rate(up)\n  expected_fail_regexp range vector',
    'eval instant at 1m time()\n  60',
    'eval instant at 2m sum(rate(up{a="1"}[2m:1m])) + sum(up @ 0)\n  {} 5.016666666666667',
  ])('%j', async (text) => {
    expect(await run(load + text)).toEqual({ passed: 1, failures: [], skips: [] })
  })
})

describe('an instant query is asked in other ways too', () => {
  const script = `${load}eval instant at 1m up{a="1"}\n  up{a="1"} 2`
  const spoil =
    (when: (query: Parameters<Engine['query']>[0]) => boolean) =>
    (engine: Engine): Engine => ({
      query: (query) => engine.query(when(query) ? { ...query, text: `${query.text} + 1` } : query),
    })

  test('as a range around its time', async () => {
    const { failures } = await runWith(
      script,
      spoil(({ kind }) => kind === 'range'),
    )
    expect(failures).toMatchObject([{ problem: expect.stringContaining('(as the middle of a range query)') }])
  })

  test('at other times with every selector fixed', async () => {
    const { failures } = await runWith(
      script,
      spoil(({ grid }) => grid.start === 600_000),
    )
    expect(failures).toMatchObject([{ problem: expect.stringContaining('(asked as up{a="1"} @ 60.000 at 600000 ms)') }])
  })
})

describe('a range', () => {
  const script = `${load}eval range from 0 to 1m step 1m up\n  up{a="1"} 1 2\n  up{a="2"} 4 4`
  const reorder =
    (change: (series: readonly unknown[]) => readonly unknown[]) =>
    (engine: Engine): Engine => ({
      query: async (query) => {
        const answer = await engine.query(query)
        const [first, second] = answer.frame.series
        const series = first && second ? change([first, second]).map((one) => (one === first ? first : second)) : []
        return { ...answer, frame: { ...answer.frame, series } }
      },
    })

  test('must be sorted by labels', async () => {
    const { failures } = await runWith(
      script,
      reorder((series) => series.toReversed()),
    )
    expect(failures).toMatchObject([{ problem: 'a range must be sorted by labels, but up{a="1"} comes too late' }])
  })

  test('must not name a series twice', async () => {
    const { failures } = await runWith(
      script,
      reorder(([first]) => [first, first]),
    )
    expect(failures).toMatchObject([{ problem: 'got up{a="1"} twice' }])
  })
})

describe('what is out of scope is skipped with its reason, never passed', () => {
  test.each([
    ['load 1m\n  h {{count:1}}x3\n\neval instant at 1m count(h)\n  {} 1', 'native histograms'],
    ['load 1m\n  h 1 {{count:1}}\n\neval instant at 1m h\n  h 1', 'native histograms'],
    ['load_with_nhcb 1m\n  h_bucket{le="+Inf"} 1 1\n\neval instant at 1m h', 'native histograms'],
    [`${load}eval instant at 1m up\n  up {{count:1}}`, 'native histograms'],
    [`${load}eval instant at 1m histogram_count(up)`, 'native histograms'],
    [`${load}eval instant at 1m start_timestamp(up)`, 'start timestamps'],
    [`${load}eval instant at 1m info(up)\n  up 1`, 'info()'],
    [`${load}eval range from 0 to 1m step 1m rate(up[step()])`, 'duration expressions'],
    [`${load}eval instant at 1m up + fill(0) up`, 'fill modifiers'],
    [`${load}eval instant at 1m rate(up[1m] anchored)`, 'extended range selectors'],
    ['load 1m\n  c@st -1m -1m\n  c 1 2\n\neval instant at 1m increase(c[2m])', 'start timestamps'],
  ])('%j: %s', async (text, reason) => {
    expect(await run(text)).toMatchObject({ passed: 0, failures: [], skips: [{ reason }] })
  })

  test('an experimental function is asked for where the engine knows it', async () => {
    const commands = parseScript(
      'eval instant at 1m max_of(1, 2)\n  2\nclear\neval instant at 0 vector(1) or info_x(1)',
    )
    const { skips } = await runScript(commands, {
      createEngine: (store) => createEngine({ store }),
      knowsFunction: () => false,
    })
    expect(skips).toEqual([{ line: 1, reason: 'experimental function max_of()' }])
  })

  test('a name in a string is no call', async () => {
    expect(await run(`${load}eval instant at 1m count(up{b!="info(x)"})\n  {} 2`)).toMatchObject({ passed: 1 })
  })

  test('floats beside histograms are asked for', async () => {
    const script = 'load_with_nhcb 1m\n  h_bucket{le="+Inf"} 1 1\n  f 1 1\n\n'
    expect(
      await run(`${script}eval instant at 1m f\n  f 1\n\neval instant at 1m h_bucket\n  h_bucket{le="+Inf"} 1`),
    ).toMatchObject({
      passed: 2,
      skips: [],
    })
    const mixed = 'load 1m\n  h 1 {{count:1}}\n\n'
    expect(await run(`${mixed}eval instant at 30s h\n  h 1`)).toMatchObject({ passed: 1, skips: [] })
  })

  test('a failure that a script describes counts even where histograms are', async () => {
    const script = 'load 1m\n  h{a="1"} {{count:1}}\n  h{a="2"} 1\n  h{a="3"} 2\n\n'
    expect(
      await run(`${script}eval instant at 0 label_replace(h, "a", "", "", "")\n  expect fail regex: same labelset`),
    ).toMatchObject({ passed: 1, skips: [] })
  })
})

describe('loading', () => {
  test('adds to what is there until it is cleared', async () => {
    const script = `load 1m
      up{a="1"} 1

load 1m
      up{a="1"} 1 2
      up{a="2"} 7

eval instant at 1m sum(up)
      {} 9

clear
eval instant at 1m sum(up)
`
    expect(await run(script)).toEqual({ passed: 2, failures: [], skips: [] })
  })

  test('of another value at the same time fails by its line, and the rest is run', async () => {
    expect(await run('load 1m\n  up 1 2\n\nload 1m\n  up 1 3\n\neval instant at 1m up\n  up 2')).toEqual({
      passed: 1,
      failures: [{ line: 4, text: 'load', problem: 'up is loaded with two values at 60000 ms.' }],
      skips: [],
    })
  })

  test('of a series twice in one block takes the last', async () => {
    expect(await run('load 1m\n  up 1\n  up 2\n\neval instant at 0 up\n  up 2')).toMatchObject({ passed: 1 })
  })
})

test('what is not of the format is a failure, and the rest is run', async () => {
  expect(await run('leap\n\neval instant at 0 1\n  1')).toEqual({
    passed: 1,
    failures: [{ line: 1, text: 'leap', problem: 'There is no such command.' }],
    skips: [],
  })
})

test('a bug of the engine is a failure with its stack, even where a failure is expected', async () => {
  const broken = (): Engine => ({ query: () => Promise.reject(new TypeError('undefined is not a function')) })
  const { failures } = await runWith('eval_fail instant at 0 up', broken)
  expect(failures).toMatchObject([{ problem: expect.stringContaining('TypeError: undefined is not a function\n') }])
  const refusing = (): Engine => ({ query: () => Promise.reject(new AppError('bad_query', 'No.')) })
  expect(await runWith('eval_fail instant at 0 up', refusing)).toMatchObject({ passed: 1 })
})

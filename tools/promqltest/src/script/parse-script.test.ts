import { describe, expect, test } from 'vitest'
import { parseScript } from './parse-script.ts'
import type { Command, EvalCommand } from './script.ts'

const only = (text: string): Command => {
  const commands = parseScript(text)
  expect(commands).toHaveLength(1)
  return commands[0] ?? expect.unreachable()
}

const query = (text: string): EvalCommand => {
  const command = only(text)
  return command.kind === 'eval' ? command : expect.unreachable(JSON.stringify(command))
}

describe('load', () => {
  test('reads the step and each series until an empty line or a comment', () => {
    expect(parseScript('# first\n\nload 5m\n  up{a="1"} 0+1x2\n\tdown 1 _\n# end\nclear')).toEqual([
      {
        kind: 'load',
        line: 3,
        stepMs: 300_000,
        withNativeBuckets: false,
        series: [
          { labels: { __name__: 'up', a: '1' }, points: [0, 1, 2], hasStartTimes: false },
          { labels: { __name__: 'down' }, points: [1, 'omitted'], hasStartTimes: false },
        ],
      },
      { kind: 'clear', line: 7 },
    ])
  })

  test('knows native buckets and start timestamps', () => {
    expect(only('load_with_nhcb 10s53ms\n  b_bucket{le="1"} 1')).toMatchObject({
      withNativeBuckets: true,
      stepMs: 10_053,
    })
    expect(only('load 1m\n  a{x="1",y="2"}@st -1m _\n  a{y="2", x="1"} 1 2\n  b 1')).toMatchObject({
      series: [{ hasStartTimes: true }, { hasStartTimes: false }],
    })
    expect(only('load 1m\n  @st -1m\n  a 1\n  b 1')).toMatchObject({
      series: [{ hasStartTimes: true }, { hasStartTimes: true }],
    })
  })
})

describe('eval', () => {
  test('an instant query with series', () => {
    expect(query('eval instant at 1h30m sum by (a) (up)\n  {a="1"} 2\n  {a="2"} 3')).toEqual({
      kind: 'eval',
      line: 1,
      query: 'sum by (a) (up)',
      when: { kind: 'instant', timeMs: 5_400_000 },
      fail: undefined,
      warnings: [],
      infos: [],
      noWarnings: false,
      noInfos: false,
      ordered: false,
      result: {
        kind: 'series',
        series: [
          { labels: { a: '1' }, points: [2] },
          { labels: { a: '2' }, points: [3] },
        ],
        window: undefined,
      },
    })
  })

  test('a range query', () => {
    expect(query('eval range from 0 to 2m step 1m up\n  up 1 _ 3')).toMatchObject({
      when: { kind: 'range', startMs: 0, endMs: 120_000, stepMs: 60_000 },
      query: 'up',
      result: { series: [{ points: [1, 'omitted', 3] }] },
    })
  })

  test('a scalar ends the expectations', () => {
    expect(parseScript('eval instant at 0 1+1\n  2\nclear')).toMatchObject([
      { kind: 'eval', result: { kind: 'scalar', value: 2 } },
      { kind: 'clear' },
    ])
    expect(query('eval instant at 0 -1/0\n  -Inf').result).toEqual({ kind: 'scalar', value: Number.NEGATIVE_INFINITY })
  })

  test('a string', () => {
    expect(query('eval instant at 0 "a"\n  expect string "a\\tb"').result).toEqual({ kind: 'string', text: 'a\tb' })
    expect(query('eval instant at 0 ""\n  expect string ``').result).toEqual({ kind: 'string', text: '' })
  })

  test('a range vector', () => {
    expect(query('eval instant at 1m up[1m]\n  expect range vector from 10s to 1m step 10s\n  up 1 2').result).toEqual({
      kind: 'series',
      series: [{ labels: { __name__: 'up' }, points: [1, 2] }],
      window: { startMs: 10_000, endMs: 60_000, stepMs: 10_000 },
    })
  })

  test('what is expected beside the result', () => {
    expect(
      query(`eval instant at 0 up
        expect ordered
        expect warn msg: PromQL warning: so (1:1)
        expect warn regex: so|that
        expect no_info
        expect{a="b"} 1`),
    ).toMatchObject({
      ordered: true,
      warnings: [
        { kind: 'text', text: 'PromQL warning: so (1:1)' },
        { kind: 'regex', regex: 'so|that' },
      ],
      noInfos: true,
      noWarnings: false,
      result: { series: [{ labels: { __name__: 'expect', a: 'b' } }] },
    })
    expect(query('eval instant at 0 up\n  expect fail msg:no').fail).toEqual({ kind: 'text', text: 'no' })
    expect(query('eval instant at 0 up\n  expect info').infos).toEqual([{ kind: 'any' }])
  })

  test('the older forms of the same', () => {
    expect(query('eval_ordered instant at 0 up').ordered).toBe(true)
    expect(query('eval_warn instant at 0 up').warnings).toEqual([{ kind: 'any' }])
    expect(query('eval_info range from 0 to 1m step 1m up').infos).toEqual([{ kind: 'any' }])
    expect(query('eval_fail instant at 0 up').fail).toEqual({ kind: 'any' })
    expect(query('eval_fail instant at 0 up\n  expected_fail_message no way').fail).toEqual({
      kind: 'text',
      text: 'no way',
    })
    expect(query('eval_fail instant at 0 up\n  expected_fail_regexp no .*').fail).toEqual({
      kind: 'regex',
      regex: 'no .*',
    })
  })
})

describe('what is not of the format is reported with its line, and reading goes on', () => {
  test.each([
    ['jump', /no such command/],
    ['load', /needs the step/],
    ['load soon\n  up 1', /not a duration/],
    ['load 1m\n  up 1,2', /not understood from column 4/],
    ['eval up', /eval instant at TIME/],
    ['eval instant at noon up', /"noon" is not a duration/],
    ['eval range from 1m to 0 step 1m up', /before the start/],
    ['eval range from 0 to 1m step 0 up', /longer than nothing/],
    ['eval instant at 0 up\n  up 1 2', /one point/],
    ['eval instant at 0 up\n  expect nothing', /expect TYPE/],
    ['eval instant at 0 up\n  expect fail regex: (', /not valid/],
    ['eval instant at 0 up\n  expect string up', /no string in quotes/],
    ['eval instant at 0 up\n  expect range vector of 3', /not a duration/],
    ['eval instant at 0 up\n  expect warn\n  expect no_warn', /contradict/],
    ['eval instant at 0 up\n  expect fail\n  expect fail', /more than one/],
  ])('%j', (text, reason) => {
    expect(parseScript(`clear\n\n${text}\n\nclear`)).toEqual([
      { kind: 'clear', line: 1 },
      { kind: 'invalid', line: 3, text: text.split('\n')[0], reason: expect.stringMatching(reason) },
      { kind: 'clear', line: 5 + text.split('\n').length - 1 },
    ])
  })

  test('an empty script has no commands', () => {
    expect(parseScript('# nothing\n\n')).toEqual([])
  })
})

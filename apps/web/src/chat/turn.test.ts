import type { ChatEvent } from '@ocp-perf/agents/contract'
import { expect, test } from 'vitest'
import { known, sample } from '../testing/sample.ts'
import { applyEvent, newTurn, textOf, turnOf } from './turn.ts'

const text = (words: string): ChatEvent => ({ type: 'message_delta', text: words })
const begun: ChatEvent = { type: 'tool_start', call: 'c1', tool: 'get_x', title: 'X', server: 'etcd', args: { top: 5 } }
const answered: ChatEvent = { type: 'tool_result', call: 'c1', ok: true, ms: 12, again: false, text: 'fine' }

test('text before and after a call stays before and after it', () => {
  const { parts } = turnOf('q', 0, [text('a'), text('b'), begun, answered, text('c')])
  expect(parts).toEqual([
    { kind: 'text', text: 'ab' },
    { kind: 'call', call: 'c1' },
    { kind: 'text', text: 'c' },
  ])
})

test('all that comes of a call is kept with it, also when calls answer out of order', () => {
  const other: ChatEvent = { ...begun, call: 'c2' }
  const chart = known(sample.charts, 'etcd_wal_fsync_p99')
  const { diagnosis } = { diagnosis: known(sample.diagnoses, 'etcd').data }
  const { calls, parts } = turnOf('q', 0, [
    begun,
    other,
    { ...answered, call: 'c2' },
    answered,
    { type: 'diagnosis', call: 'c1', diagnosis },
    { type: 'chart', call: 'c1', chart },
    { type: 'chart', call: 'c1', chart },
  ])
  expect(parts.map((part) => part.kind === 'call' && part.call)).toEqual(['c1', 'c2'])
  expect(calls.c1).toMatchObject({ diagnosis, charts: [chart, chart], start: { args: { top: 5 } } })
  expect(calls.c2).toMatchObject({ diagnosis: null, charts: [], result: { call: 'c2' } })
})

test('a turn is the same whether its events come one by one or all at once', () => {
  const events: ChatEvent[] = [
    { type: 'start', thread: 't', run: 'r', model: null },
    text('a'),
    begun,
    answered,
    { type: 'suggestions', questions: ['more?'] },
    { type: 'error', fault: { code: 'timeout', message: 'too slow' } },
    { type: 'done', reason: 'failed', verdict: null },
  ]
  let turn = newTurn('q', 7)
  for (const event of events) turn = applyEvent(turn, event)
  expect(turn).toEqual(turnOf('q', 7, events))
  expect(turn).toMatchObject({
    run: 'r',
    suggestions: ['more?'],
    faults: [{ code: 'timeout' }],
    done: { reason: 'failed' },
  })
})

test('the text of an answer leaves out what the tools said', () => {
  expect(textOf(turnOf('q', 0, [text('a'), begun, answered, text('c')]))).toBe('a\n\nc')
})

import type { Outcome, Round } from '@ocp-perf/agents'
import { expect, test } from 'vitest'
import { roundAsJson, tellRound } from './tell-round.ts'

const recorded: Outcome = {
  domain: 'etcd',
  cluster: 'lab',
  state: 'recorded',
  window: { start: 1_790_000_100, end: 1_790_000_400, step: 30 },
  run: 'r1',
  verdict: 'degraded',
  samples: 8142,
  unmeasured: [],
  fault: undefined,
  ms: 900,
}
const failed: Outcome = {
  ...recorded,
  state: 'failed',
  domain: 'network',
  cluster: undefined,
  window: undefined,
  run: undefined,
  verdict: undefined,
  samples: 0,
  fault: { code: 'unreachable', message: 'The server network does not answer.', hint: 'Start\u001b[31m it.' },
}
const round = (parts: Partial<Round>): Round => ({
  kind: 'round',
  startedAt: 1_790_000_415,
  seconds: 1.5,
  outcomes: [recorded],
  left: 0,
  ...parts,
})

test('a round is told in a sentence for each domain, and what is left to do', () => {
  expect(tellRound(round({ outcomes: [recorded, { ...recorded, state: 'current' }, failed], left: 2 }))).toEqual([
    'etcd of lab: 2026-09-21 14:15:00 to 14:20:00 UTC recorded, degraded, 8,142 samples.',
    'etcd of lab: all is recorded.',
    'network: not recorded. The server network does not answer. Start it. It is asked for again in the next round.',
    '2 older windows are still to be filled in.',
  ])
})

test('an older window is told with the day it ends on, and with what could not be measured', () => {
  const window = { start: 1_789_998_000 - 3600 * 24, end: 1_789_998_000, step: 30 }
  const outcome = { ...recorded, window, unmeasured: ['a'], samples: 1 }
  expect(tellRound(round({ kind: 'backfill', outcomes: [outcome], left: 3 }))).toEqual([
    'etcd of lab: 2026-09-20 13:40:00 to 2026-09-21 13:40:00 UTC filled in, degraded, 1 sample; 1 metric could not be measured.',
  ])
})

test('for scripts a round is one line, in which nothing is left out', () => {
  const line = roundAsJson(round({ outcomes: [recorded, failed] }))
  expect(line).not.toContain('\n')
  expect(JSON.parse(line)).toMatchObject({
    kind: 'round',
    left: 0,
    domains: [
      { domain: 'etcd', window: { step: 30 }, run: 'r1', error: null },
      { domain: 'network', cluster: null, window: null, run: null, verdict: null, error: { code: 'unreachable' } },
    ],
  })
})

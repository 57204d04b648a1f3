import { expect, test } from 'vitest'
import type { MemberReading, StatusReading } from './cluster-status-schema.ts'
import { judgeStatus } from './judge-status.ts'

const member = (name: string, more: Partial<MemberReading> = {}): MemberReading => ({
  member: name,
  id: null,
  endpoint: null,
  answers: true,
  has_leader: true,
  healthy: true,
  leader: false,
  learner: false,
  version: '3.5.16',
  term: 2,
  raft_index: 10,
  applied_index: 10,
  raft_lag: 0,
  apply_lag: 0,
  db_bytes: 1,
  db_in_use_bytes: 1,
  latency_seconds: 0.001,
  ...more,
})
const judge = (members: MemberReading[], more: Partial<StatusReading> = {}) =>
  judgeStatus({
    cluster: 'c',
    time: 0,
    reading: { source: 'gateway', read_from: 'test', members, alarms: [], notes: [], ...more },
    signals: [],
  })

test('a learner does not count for the quorum and is mentioned', () => {
  const status = judge([member('a', { leader: true }), member('b', { learner: true, healthy: true })])
  expect(status).toMatchObject({ verdict: 'ok', headline: expect.stringContaining('1 of 1 voting members') })
  expect(status.notes.join()).toContain('b is a learner')
})

test('members of different versions are to be watched', () => {
  const status = judge([member('a', { leader: true }), member('b', { version: '3.4.23' })])
  expect(status).toMatchObject({
    verdict: 'watch',
    headline: expect.stringContaining('different versions: 3.5.16, 3.4.23'),
  })
})

test('a lost quorum is said before its members', () => {
  const down = {
    answers: false,
    has_leader: null,
    healthy: false,
    leader: null,
    version: null,
    latency_seconds: null,
    failure: 'connection refused',
  }
  const status = judge([member('a', { leader: true }), member('b', down), member('c', down)])
  expect(status.headline).toMatch(/^quorum is lost: 1 of 3 voting members answer/)
  expect(status.members[0]?.reason).toBe('down (connection refused)')
})

test('two members that both call themselves leader are both named', () => {
  const status = judge([member('a', { leader: true }), member('b', { leader: true }), member('c')])
  expect(status.headline).toContain('leader a and b')
})

test('no member at all is no data', () => {
  expect(judge([])).toMatchObject({ verdict: 'no_data', leader: null })
})

test('members of whom nothing is known are unknown, and no leader is not claimed to be missing', () => {
  const silent = { answers: null, has_leader: null, healthy: null, leader: null }
  const status = judge([member('a', silent), member('b', silent)])
  expect(status.verdict).toBe('unknown')
  expect(status.headline).not.toContain('no member is the leader')
})

test('members that answer under an alarm are no lost quorum: the headline is the alarm and what to do', () => {
  const full = { healthy: false, failure: 'ALARM NOSPACE' }
  const names = ['m3', 'm1', 'm2', 'm1']
  const status = judge([member('m1', { ...full, leader: true }), member('m2', full), member('m3', full)], {
    alarms: names.map((name) => ({ member: name, alarm: 'NOSPACE' })),
  })
  expect(status.verdict).toBe('critical')
  expect(status.headline).toMatch(
    /^NOSPACE alarm on m1, m2, m3: writes are refused; compact, defragment, then disarm the alarm; 3 of 3 voting members up/,
  )
  expect(status.members.map(({ reason }) => reason)).toEqual(['alarm NOSPACE', 'alarm NOSPACE', 'alarm NOSPACE'])
})

test('a member that answers without a leader is cut off, and its vote is missing', () => {
  const cutOff = { has_leader: false, healthy: false }
  const one = judge([member('a', { leader: true }), member('b'), member('c', cutOff)])
  expect(one.headline).toMatch(/^c: unhealthy \(no leader: cut off from the others\); 2 of 3 voting members up/)
  const all = judge([member('a', cutOff), member('b', cutOff), member('c', cutOff)])
  expect(all.headline).toMatch(
    /^quorum is lost: 0 of 3 voting members answer and know a leader; no member is the leader/,
  )
  expect(all.members[0]?.reason).toBe('unhealthy (no leader)')
})

test('a member that was not asked is not taken for absent', () => {
  const unasked = { answers: null, has_leader: null, healthy: null, leader: null }
  const status = judge([member('a', { leader: true }), member('b', unasked), member('c', unasked)])
  expect(status.verdict).toBe('unknown')
  expect(status.headline).not.toContain('quorum')
})

test('a follower in a dump that was cut short has a leader somewhere, and nothing says that it is down', () => {
  const unscraped = { answers: null, healthy: null }
  const one = judge([member('m3', unscraped)])
  expect(one.verdict).toBe('unknown')
  expect(one.headline).toMatch(/1 voting member seen, whether up is not known/)
  expect(one.headline).not.toContain('no member is the leader')
  const two = judge([member('m1', { leader: true }), member('m3', unscraped)])
  expect(two.headline).toContain('1 of 2 voting members up, 1 not known, leader m1')
})

test('what lasts is said before what is over, with the time of the answer', () => {
  const signals = [
    { verdict: 'critical' as const, text: 'earlier in the window: Has a leader: a critical', past: true },
    { verdict: 'degraded' as const, text: 'Forecast: a degraded', past: false },
  ]
  const reading: StatusReading = {
    source: 'metrics',
    read_from: 'test',
    members: [member('a', { leader: true })],
    alarms: null,
    notes: [],
  }
  const time = Date.parse('2026-11-21T09:47:27.300Z') / 1000
  const judgeAt = (now: number, some = signals) => judgeStatus({ cluster: 'c', time, now, reading, signals: some })
  expect(judgeAt(time + 120)).toMatchObject({
    verdict: 'critical',
    headline:
      'degraded now: Forecast: a degraded; critical earlier in the window: Has a leader: a critical; ' +
      '1 of 1 voting members up, leader a, etcd 3.5.16, as of 09:47:27Z',
  })
  expect(judgeAt(time + 3 * 86_400, []).headline).toMatch(/^1 of 1 .+, as of 2026-11-21T09:47:27Z$/)
})

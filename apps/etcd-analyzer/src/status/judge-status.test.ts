import { expect, test } from 'vitest'
import type { MemberReading, StatusReading } from './cluster-status-schema.ts'
import { judgeStatus } from './judge-status.ts'

const member = (name: string, more: Partial<MemberReading> = {}): MemberReading => ({
  member: name,
  id: null,
  endpoint: null,
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
  const down = { healthy: false, leader: null, version: null, latency_seconds: null, failure: 'connection refused' }
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
  const status = judge([member('a', { healthy: null, leader: null }), member('b', { healthy: null, leader: null })])
  expect(status.verdict).toBe('unknown')
  expect(status.headline).not.toContain('no member is the leader')
})

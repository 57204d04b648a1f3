import { expect, test } from 'vitest'
import {
  alarmReplySchema,
  etcdctlStatusSchema,
  healthReplySchema,
  hexId,
  memberListReplySchema,
  parseEtcdReply,
  parseGoDuration,
  statusReplySchema,
} from './etcd-replies.ts'

const gatewayStatus =
  '{"header":{"cluster_id":"3714335275082692415","member_id":"9068610270016006047","revision":"1","raft_term":"2"},"version":"3.4.23","dbSize":"24576","leader":"9068610270016006047","raftIndex":"9","raftTerm":"2","raftAppliedIndex":"9","dbSizeInUse":"16384"}'
const etcdctlStatus =
  '[{"Endpoint":"http://127.0.0.1:2379","Status":{"header":{"cluster_id":3714335275082692415,"member_id":9068610270016006047,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":24576,"leader":9068610270016006047,"raftIndex":9,"raftTerm":2,"raftAppliedIndex":9,"dbSizeInUse":16384}}]\n'

test('the gateway and etcdctl say the same of a member, id digit for digit', () => {
  const gateway = parseEtcdReply(statusReplySchema, gatewayStatus, 'the gateway')
  const [etcdctl] = parseEtcdReply(etcdctlStatusSchema, etcdctlStatus, 'etcdctl')
  expect(etcdctl?.Status).toEqual(gateway)
  expect(gateway.header.member_id).toBe('9068610270016006047')
  expect(hexId(gateway.header.member_id ?? '')).toBe('7dda2cfe36c3679f')
})

test('a member without a leader has no leader id, and its errors are kept', () => {
  const status = parseEtcdReply(
    statusReplySchema,
    '{"header":{"member_id":"7"},"errors":["etcdserver: no leader"]}',
    'the gateway',
  )
  expect(status).toMatchObject({ leader: null, raftIndex: 0, errors: ['etcdserver: no leader'] })
})

test('alarms are named alike, whether they come as a number, as a name or not at all', () => {
  expect(parseEtcdReply(alarmReplySchema, '{}', 'x').alarms).toEqual([])
  expect(
    parseEtcdReply(alarmReplySchema, '{"alarms":[{"memberID":9068610270016006047,"alarm":1}]}', 'x').alarms,
  ).toEqual(
    parseEtcdReply(alarmReplySchema, '{"alarms":[{"memberID":"9068610270016006047","alarm":"NOSPACE"}]}', 'x').alarms,
  )
})

test('a learner that has not joined yet has no name', () => {
  const { members } = parseEtcdReply(memberListReplySchema, '{"members":[{"ID":"5","isLearner":true}]}', 'x')
  expect(members[0]).toMatchObject({ ID: '5', isLearner: true })
})

test('health is read from words and from booleans', () => {
  expect(parseEtcdReply(healthReplySchema, '{"health":"true"}', 'x').health).toBe(true)
  expect(parseEtcdReply(healthReplySchema, '{"health":"false","reason":"ALARM NOSPACE"}', 'x')).toEqual({
    health: false,
    reason: 'ALARM NOSPACE',
  })
  expect(parseEtcdReply(healthReplySchema, '{"health":true}', 'x').health).toBe(true)
})

test.each(['', '<html>', '[]', '{"header":{"member_id":"not digits"}}'])(
  '%j is refused as no reply of etcd',
  (text) => {
    expect(() => parseEtcdReply(statusReplySchema, text, 'http://127.0.0.1:2379')).toThrow(
      expect.objectContaining({ code: 'upstream', hint: expect.stringContaining('etcd client endpoint') }),
    )
  },
)

test('durations are read as Go writes them', () => {
  expect(parseGoDuration('1.838582ms')).toBeCloseTo(0.001838582, 9)
  expect(parseGoDuration('5.00035537s')).toBeCloseTo(5.00035537)
  expect(parseGoDuration('1m2.5s')).toBe(62.5)
  expect(parseGoDuration('900µs')).toBeCloseTo(0.0009)
  for (const text of [undefined, null, '', 'soon', '5', '-1s', '1s later']) expect(parseGoDuration(text)).toBeNull()
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyze } from './analyze.ts'
import { type Change, catalog, etcdRules, measure, type Scene } from './testing/measured.ts'
import { everywhere, on, signatures } from './testing/signatures.ts'

const diagnose = (changes: readonly Change[] = [], scene: Scene = {}) =>
  analyze(measure(changes, scene), etcdRules, catalog)

describe('a healthy cluster', () => {
  test.each<[string, Scene]>([
    ['over an hour', {}],
    ['over two minutes', { points: 24, step: 5 }],
    ['of one member', { members: ['m1'] }],
    ['of five members', { members: ['m1', 'm2', 'm3', 'm4', 'm5'] }],
    ['on OpenShift', { platform: 'openshift' }],
  ])('has no cause %s, and a full score', (_, scene) => {
    const { verdict, causes, findings, score } = diagnose([], scene)
    expect({ verdict, causes, findings, score: score.value }).toEqual({
      verdict: 'ok',
      causes: [],
      findings: [],
      score: 100,
    })
  })

  test('stays so under a load that comes and goes without harm', () => {
    const load = everywhere({
      etcd_put_rate: 900,
      etcd_wal_write_bytes: 2_000_000,
      etcd_client_received_bytes: 900_000,
    })
    expect(diagnose(load).causes).toEqual([])
  })

  test('stays so with a single slow moment', () => {
    expect(diagnose([{ metric: 'etcd_wal_fsync_p99', from: 0.5, to: 0.51, value: 0.4 }])).toMatchObject({
      verdict: 'ok',
      causes: [],
    })
  })
})

test('there is a signature for every cause', () => {
  expect(signatures.map(([cause]) => cause).sort()).toEqual(etcdRules.causes.map(({ id }) => id).sort())
})

describe.each(signatures)('%s', (cause, members, changes) => {
  const told = diagnose(changes)

  test('is named first, with whom it is at work on', () => {
    const [first] = told.causes
    expect(first).toMatchObject({ id: cause, members })
  })

  test('begins where its evidence does, and says so', () => {
    const { causes, window } = told
    const starts = changes.map(({ from = 0.5 }) => window.start + Math.floor(from * 120) * 30)
    expect(Math.abs((causes[0]?.onset ?? 0) - Math.min(...starts))).toBeLessThanOrEqual(60)
    expect(causes[0]?.summary).toMatch(/since \d\d:\d\d:\d\dZ/)
  })

  test('is told with evidence, advice and sources', () => {
    const [first] = told.causes
    expect(first?.evidence.some(({ role }) => role === 'required')).toBe(true)
    expect(first?.recommendations.length).toBeGreaterThan(0)
    expect(first?.confidence).toBeGreaterThanOrEqual(etcdRules.domain.named_from)
    expect(first?.confidence_because).toContain(`${Math.round((first?.confidence ?? 0) * 100)}%`)
  })

  test('is never called healthy', () => {
    const { verdict, score } = told
    expect(['watch', 'degraded', 'critical']).toContain(verdict)
    expect(score.value).toBeLessThan(95)
    expect(100 + score.parts.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(score.value ?? 0, 5)
  })

  test('is the same whatever the members are called', () => {
    const names: Readonly<Record<string, string>> = { m1: 'etcd-a', m2: 'etcd-b', m3: 'etcd-c' }
    const renamed = changes.map((change) => ({
      ...change,
      at: Object.fromEntries(Object.entries(change.at ?? {}).map(([key, value]) => [key, names[value] ?? value])),
    }))
    const [first] = diagnose(renamed, { members: Object.values(names) }).causes
    expect(first).toMatchObject({ id: cause, members: members.map((member) => names[member]) })
  })
})

describe('what is missing', () => {
  test('keeps a cluster from being called healthy, and is named', () => {
    const { verdict, unseen, headline } = diagnose([], { without: ({ id }) => id === 'etcd_wal_fsync_p99' })
    expect(verdict).toBe('unknown')
    expect(headline).toContain('could not be judged')
    expect(unseen[0]).toMatchObject({ what: 'WAL fsync p99', why: expect.stringContaining('not exported here') })
    expect(unseen[0]?.causes).toContain('fsync-stall')
  })

  test('of everything is no data, without a score', () => {
    const { verdict, score, causes } = diagnose([], { without: () => true })
    expect({ verdict, score: score.value, causes }).toEqual({ verdict: 'no_data', score: null, causes: [] })
  })

  test('in OpenShift’s minimal collection profile leaves a verdict that is not ok', () => {
    const { verdict, unseen } = diagnose([], { platform: 'openshift', without: ({ minimal }) => !minimal })
    expect(verdict).toBe('unknown')
    expect(unseen.length).toBeGreaterThan(0)
  })

  test('never makes a troubled cluster healthy, whichever half is gone', () => {
    const troubled = signatures.map(([, , changes]) => changes)
    fc.assert(
      fc.property(fc.constantFrom(...troubled), fc.integer({ min: 1, max: 1e6 }), (changes, seed) => {
        const without = ({ id }: { id: string }) => hash(id, seed) % 2 === 0
        expect(diagnose(changes, { without }).verdict).not.toBe('ok')
      }),
      { numRuns: 20 },
    )
  })
})

function hash(text: string, seed: number): number {
  let value = seed
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) % 1_000_003
  return value
}

test('what is at work the whole window long began before it, and says so', () => {
  const changes = on('m2', { etcd_wal_fsync_p99: 0.06, etcd_wal_fsync_p50: 0.03, etcd_backend_commit_p99: 0.12 })
  const [first] = diagnose(changes.map((change) => ({ ...change, from: 0 }))).causes
  expect(first).toMatchObject({ id: 'slow-disk', onset: null, ongoing: true })
  expect(first?.summary).toContain('from the start of the window or before')
})

test('what is over stands behind what lasts', () => {
  const over = on('m2', { etcd_wal_fsync_p99: 0.06, etcd_wal_fsync_p50: 0.03, etcd_backend_commit_p99: 0.12 })
  const changes = [
    ...over.map((change) => ({ ...change, from: 0.1, to: 0.4 })),
    ...on('m3', { node_clock_offset: 0.4 }),
  ]
  expect(diagnose(changes).causes.map(({ id, ongoing }) => [id, ongoing])).toEqual([
    ['clock-drift', true],
    ['slow-disk', false],
  ])
})

test('a consequence is told under its cause, not beside it', () => {
  const changes = [
    ...on('m1', {
      etcd_wal_fsync_p99: 0.6,
      etcd_wal_fsync_p50: 0.3,
      etcd_backend_commit_p99: 0.8,
      node_disk_write_latency: 0.2,
    }),
    ...everywhere({ etcd_leader_changes: 5 }).map((change) => ({ ...change, from: 0.6 })),
  ]
  const { causes, consequences } = diagnose(changes)
  expect(causes.map(({ id, brings }) => [id, brings])).toEqual([['slow-disk', ['leader-flapping']]])
  expect(consequences.map(({ id }) => id)).toEqual(['leader-flapping'])
})

test('what cannot be told apart is said to be so, by name', () => {
  const changes = on('m2', {
    etcd_wal_fsync_p99: 0.06,
    etcd_backend_commit_p99: 0.12,
    etcd_heartbeat_late_rate: 0.1,
    etcd_wal_fsync_p50: 0.0019,
  })
  const { causes } = diagnose(changes, {
    without: ({ id }) =>
      ['etcd_wal_fsync_p50', 'etcd_scrape_time', 'etcd_peer_rtt_p99', 'node_disk_write_latency'].includes(id),
  })
  const alike = causes.flatMap(({ id, alike }) => alike.map((other) => [id, other.cause]))
  expect(alike).toContainEqual(['slow-disk', 'cpu-starvation'])
})

test('a label is never more than a word in a command', () => {
  const evil = 'm2; rm -rf /'
  const changes = on(evil, { etcd_fd_use: 0.95 })
  const [first] = diagnose(changes, { members: ['m1', evil, 'm3'] }).causes
  expect(first?.members).toEqual([evil])
  for (const { command = '' } of first?.recommendations ?? []) expect(command).not.toContain('rm -rf')
})

test('nothing to be done is advised that OpenShift does by itself', () => {
  const changes = everywhere({ etcd_db_fragmentation: 0.7 })
  const [first] = diagnose(changes, { platform: 'openshift' }).causes
  expect(first?.id).toBe('fragmentation')
  for (const { command = '' } of first?.recommendations ?? []) expect(command).not.toContain('etcdctl defrag')
})

test('a leader change before the window is not this window’s trouble', () => {
  expect(diagnose([{ metric: 'etcd_leader_changes', from: 0, to: 0.4, value: 2 }]).verdict).toBe('ok')
  expect(diagnose([{ metric: 'etcd_leader_changes', from: 0.2, to: 0.6, value: 2 }]).verdict).not.toBe('ok')
})

test('moments of a window longer than a day have a date', () => {
  const [first] = diagnose(on('m2', { node_clock_offset: 0.4 }), { step: 1800 }).causes
  expect(first?.summary).toMatch(/since \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/)
})

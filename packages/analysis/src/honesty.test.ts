import { describe, expect, test } from 'vitest'
import { analyze } from './analyze.ts'
import { type Change, catalog, etcdRules, measure, type Scene } from './testing/measured.ts'
import { everywhere, on } from './testing/signatures.ts'

const diagnose = (changes: readonly Change[] = [], scene: Scene = {}) =>
  analyze(measure(changes, scene), etcdRules, catalog)

const slowDisk = on('m2', { etcd_wal_fsync_p99: 0.06, etcd_wal_fsync_p50: 0.03, etcd_backend_commit_p99: 0.12 })

describe('a window', () => {
  test('full of leader changes, as many at its end as at its start, is never ok', () => {
    const { verdict, causes } = diagnose([{ metric: 'etcd_leader_changes', from: 0, value: 5 }])
    expect(verdict).toBe('critical')
    expect(causes[0]?.id).toBe('leader-flapping')
  })

  test('too short to tell trouble from a blip is not called healthy, and says why', () => {
    const { verdict, headline, unseen, score } = diagnose([], { points: 3, step: 5 })
    expect({ verdict, score: score.value }).toEqual({ verdict: 'unknown', score: null })
    expect(headline).toMatch(/but one thing could not be judged: Anything that lasts \(the window of 10 s is shorter/)
    expect(unseen[0]?.why).toMatch(/^the window of 10 s is shorter than the 15 s /)
  })

  test('too short lowers the confidence of what it names, and says so', () => {
    const whole = slowDisk.map((change) => ({ ...change, from: 0 }))
    const [long] = diagnose(whole).causes
    const [short] = diagnose(whole, { points: 3, step: 5 }).causes
    expect(short?.confidence_because).toContain('−2 for a window too short to compare in')
    expect(diagnose(whole, { points: 3, step: 5 }).headline).toMatch(/% sure, in a window too short to compare in$/)
    expect(short?.confidence).toBeLessThan((long?.confidence ?? 0) - 0.1)
  })

  test('in which a load only ends has no storm, for a rise needs calm before it', () => {
    const { causes } = diagnose([
      ...everywhere({ etcd_wal_write_bytes: 10, etcd_put_rate: 0, etcd_client_received_bytes: 10 }),
      ...everywhere({ etcd_grpc_write_p99: 3, etcd_backend_commit_p99: 0.1 }),
    ])
    expect(causes.map(({ id }) => id)).not.toContain('write-storm')
  })
})

describe('evidence', () => {
  test('that held before the trouble as well adds nothing', () => {
    const busy = { metric: 'node_cpu_busy', at: { node: 'm2' }, from: 0, value: 0.99 }
    const { causes } = diagnose([busy, ...on('m2', { etcd_backend_commit_p99: 0.04 })])
    expect(causes.map(({ id }) => id)).not.toContain('cpu-starvation')
    const [disk] = diagnose([busy, ...slowDisk]).causes
    expect(disk?.id).toBe('slow-disk')
    expect(disk?.evidence.map(({ metric }) => metric)).not.toContain('node_cpu_busy')
  })

  test('that lingers after the trouble, for it looks back far, still counts', () => {
    const { causes } = diagnose([
      { metric: 'etcd_defrag_inflight', at: { member: 'm1' }, from: 0.4, to: 0.5, value: 1 },
      { metric: 'etcd_defrag_seconds', at: { member: 'm1' }, from: 0.4, to: 1, value: 3 },
      { metric: 'etcd_grpc_write_p99', at: { member: 'm1' }, from: 0.4, to: 0.5, value: 3 },
    ])
    expect(causes[0]?.id).toBe('defrag')
    expect(causes[0]?.evidence.map(({ says }) => says).join()).toContain('It was defragmented in this time.')
  })

  test('of what is quiet names no cause alone', () => {
    const { causes, consequences } = diagnose([
      ...everywhere({ etcd_peer_rtt_p99: 0.2, etcd_leader_changes: 5, etcd_grpc_write_p99: 2 }),
    ])
    expect([...causes, ...consequences].map(({ id }) => id)).toEqual(['leader-flapping'])
  })

  test('says of what was not found why that matters, by what it was held against', () => {
    const [cause] = diagnose(slowDisk).causes
    const says = (cause?.evidence ?? []).map((each) => each.says)
    expect(says.join('\n')).toMatch(
      /m\d → m2: Peer round trip p99 within its limit, \d+ µs \(limit 33 ms\)\. The way to it is as quick as it should be/,
    )
    expect(says.join('\n')).toMatch(
      /m2: Time to answer a scrape no higher than the others’, .* Scrapes are answered in time/,
    )
    expect(says[0]).toMatch(/^m2: WAL fsync p99 typically 60 ms \(degraded over 20 ms\), since \d\d:\d\d:\d\dZ$/)
    expect(says.join('\n')).not.toContain('as usual')
  })
})

describe('the score', () => {
  test('does not depend on how sure the cause is', () => {
    const hidden = {
      without: ({ id }: { id: string }) => id === 'node_disk_write_latency' || id === 'etcd_scrape_time',
    }
    const [known, unknown] = [diagnose(slowDisk), diagnose(slowDisk, hidden)]
    expect(known.causes[0]?.confidence).not.toBe(unknown.causes[0]?.confidence)
    expect(known.score).toEqual(unknown.score)
  })

  test('ranks a dead member with what is critical', () => {
    const { verdict, score } = diagnose([
      ...on('m2', { etcd_member_up: 0 }),
      { metric: 'etcd_active_peers', at: { member: 'm1' }, value: 1 },
      { metric: 'etcd_active_peers', at: { member: 'm3' }, value: 1 },
    ])
    expect(verdict).toBe('critical')
    expect(score.value).toBeLessThanOrEqual(50)
  })

  test('of a planned disruption is no worse than to be watched, whatever it brings', () => {
    const restarts = ['m1', 'm2', 'm3'].map(
      (member, index): Change => ({
        metric: 'etcd_start_time',
        at: { member },
        from: 0.3 + index * 0.1,
        value: 1_789_999_000 + index,
      }),
    )
    const { verdict, score, findings } = diagnose([...restarts, { metric: 'etcd_leader_changes', from: 0.3, value: 4 }])
    const crashes = diagnose([...restarts.slice(1), { metric: 'etcd_leader_changes', from: 0.3, value: 4 }])
    expect(crashes.verdict).toBe('critical')
    expect(verdict).toBe('watch')
    expect(score.value).toBeGreaterThan(80)
    expect(new Set(findings.map(({ severity, cause }) => `${severity} ${cause}`))).toEqual(
      new Set(['watch planned-disruption']),
    )
  })
})

test('what a cause is known to bring about is explained by it, and on other members it is not', () => {
  const storm = everywhere({
    etcd_wal_write_bytes: 9_000_000,
    etcd_put_size_mean: 61_000,
    etcd_backend_commit_p99: 0.05,
  })
  const { findings } = diagnose([...storm, ...everywhere({ etcd_peer_rtt_p99: 0.06, etcd_wal_fsync_p99: 0.03 })])
  expect(new Set(findings.map(({ cause }) => cause))).toEqual(new Set(['write-storm']))
  const disk = slowDisk.map((change) => ({ ...change, at: { member: 'm3' } }))
  const apart = diagnose([...disk, { metric: 'etcd_apply_p99', at: { member: 'm2' }, value: 0.2 }])
  expect(apart.findings.filter(({ cause }) => cause === null).map(({ id, subject }) => [id, subject.member])).toEqual([
    ['etcd_apply_p99', 'm2'],
  ])
})

test('what a series shows for a part of the window is told as a share of the window', () => {
  const gone: Change = { metric: 'etcd_wal_fsync_p99', at: { member: 'm2' }, from: 0, to: 0.5, value: Number.NaN }
  const [first] = diagnose([gone, ...slowDisk]).causes
  expect(first?.persistence).toBeCloseTo(0.5, 1)
})

test('impact that was not measured is told, and keeps nothing from being called healthy', () => {
  const measured = { ...measure([], { without: ({ id }) => id.startsWith('api_') }), inapplicable: new Set<string>() }
  const { verdict, unseen } = analyze(measured, etcdRules, catalog)
  expect(verdict).toBe('ok')
  expect(unseen.at(-1)?.what).toMatch(/^What clients feel \(/)
})

test('the arithmetic and the headline speak in titles', () => {
  const { causes, headline } = diagnose([...slowDisk, ...on('m3', { node_clock_offset: 0.4 })])
  expect(causes[0]?.confidence_because).toContain('+1.5 WAL fsync median')
  expect(headline).toContain('Clock drift: m3')
})

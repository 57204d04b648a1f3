import { AppError } from '@ocp-perf/errors'
import { describe, expect, test } from 'vitest'
import { folderWith } from '../testing/folder.ts'
import { loadCatalog } from './catalog.ts'

const fsync = `title: etcd WAL fsync
brief: How long the log takes to reach the disk.
metrics:
  - id: etcd_wal_fsync_p99
    title: WAL fsync p99
    brief: Slowest 1% of fsyncs.
    unit: seconds
    better: lower
    by: [member]
    query: histogram_quantile(0.99, sum by ($member, le) (rate(x_bucket{$etcd}[$window])))
    bands: { watch: 0.01, degraded: 0.02, critical: 0.5, source: "https://etcd.io/docs/v3.6/faq/" }
    seed: [disk_wal_fsync_seconds_duration_p99]
`
const usage = `title: Node usage
brief: CPU and memory.
metrics:
  - { id: node_cpu_use, title: CPU in use, brief: Share of CPU time., unit: ratio, better: lower, by: [node], query: "x{$node}" }
  - { id: node_memory_free, title: Free memory, brief: Memory left., unit: ratio, better: higher, by: [node], query: "y{$node}" }
`

function load(files: Record<string, string>) {
  return loadCatalog(folderWith(files))
}

function refusalOf(files: Record<string, string>): AppError {
  try {
    load(files)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('the catalog was accepted')
}

const good = { 'metrics/etcd/disk-wal-fsync.yml': fsync, 'metrics/node/usage.yml': usage }

describe('a catalog', () => {
  test('names its groups after their files', () => {
    const catalog = load(good)
    expect([...catalog.groups.keys()]).toEqual(['etcd/disk-wal-fsync', 'node/usage'])
    expect(catalog.group('node/usage').metrics).toHaveLength(2)
    expect(catalog.metric('node_cpu_use').title).toBe('CPU in use')
    expect(catalog.groupOf('etcd_wal_fsync_p99').name).toBe('etcd/disk-wal-fsync')
  })

  test('says what is near a name that it does not have', () => {
    const catalog = load(good)
    expect(() => catalog.metric('etcd_wal_fsnyc_p99')).toThrow(
      expect.objectContaining({ code: 'not_found', hint: expect.stringContaining('etcd_wal_fsync_p99') }),
    )
    expect(() => catalog.group('disk-wal-fsync')).toThrow(
      expect.objectContaining({ code: 'not_found', hint: expect.stringContaining('etcd/disk-wal-fsync') }),
    )
    expect(() => catalog.metric('zzz')).toThrow(expect.objectContaining({ code: 'not_found' }))
  })

  test('finds metrics by words, ids and the original’s names, best first', () => {
    const catalog = load(good)
    const ids = (text: string, domain?: string) => catalog.search(text, { domain }).map(({ metric }) => metric.id)
    expect(ids('wal fsync')[0]).toBe('etcd_wal_fsync_p99')
    expect(ids('disk_wal_fsync_seconds_duration_p99')[0]).toBe('etcd_wal_fsync_p99')
    expect(ids('memory')[0]).toBe('node_memory_free')
    expect(ids('mem')[0]).toBe('node_memory_free')
    expect(ids('memory', 'etcd')).toEqual([])
    expect(ids('')).toHaveLength(3)
    expect(ids('', 'node')).toEqual(['node_cpu_use', 'node_memory_free'])
    expect(ids('zebra')).toEqual([])
  })
})

describe('a faulty catalog is refused with file, entry and field', () => {
  test.each([
    ['an unknown field', fsync.replace('unit:', 'units:'), /disk-wal-fsync\.yml.*etcd_wal_fsync_p99.*units/],
    ['an unknown unit', fsync.replace('unit: seconds', 'unit: fortnights'), /etcd_wal_fsync_p99, field unit/],
    ['a band without a source', fsync.replace(/, source: "[^"]+"/, ''), /field bands\.source/],
    ['limits that do not rise', fsync.replace('degraded: 0.02', 'degraded: 0.9'), /field bands.*must rise/],
    ['limits without a direction', fsync.replace('better: lower', 'better: none'), /field bands.*no limits/],
    ['a label named twice', fsync.replace('[member]', '[member, member]'), /field by.*twice/],
    ['an entry without an id', fsync.replace('id: etcd_wal_fsync_p99', 'id: 7'), /entry 1, field id/],
    ['broken YAML', `${fsync}  - id: [`, /line \d+/],
    ['an empty file', '', /disk-wal-fsync\.yml/],
    ['a group without metrics', 'title: A\nbrief: B\nmetrics: []\n', /field metrics/],
  ])('%s', (_, text, message) => {
    const error = refusalOf({ 'metrics/etcd/disk-wal-fsync.yml': text })
    expect(error.code).toBe('invalid_input')
    expect(error.message).toMatch(message)
  })

  test('an id in two files', () => {
    const error = refusalOf({ 'metrics/a/one.yml': fsync, 'metrics/b/two.yml': fsync })
    expect(error.message).toMatch(/metrics\/b\/two\.yml.*etcd_wal_fsync_p99.*metrics\/a\/one\.yml/)
  })

  test('a folder without a metric', () => {
    expect(refusalOf({ 'metrics/readme.txt': '' }).code).toBe('not_found')
  })

  test('many faults are listed up to a point', () => {
    const entries = Array.from({ length: 12 }, (_, index) => `  - { id: m${index} }`).join('\n')
    const { message } = refusalOf({ 'metrics/a/b.yml': `title: A\nbrief: B\nmetrics:\n${entries}\n` })
    expect(message).toMatch(/and \d+ more$/)
  })
})

describe('a user’s thresholds', () => {
  const withThresholds = (text: string) => ({ ...good, 'thresholds.yml': text })

  test('replace the figures they name and no others', () => {
    const catalog = load(withThresholds('etcd_wal_fsync_p99: { critical: 1 }\n'))
    expect(catalog.metric('etcd_wal_fsync_p99').bands).toMatchObject({
      watch: 0.01,
      degraded: 0.02,
      critical: 1,
      source: 'config/thresholds.yml',
    })
  })

  test('hold on every profile', () => {
    const perProfile = fsync.replace(
      'source: "https://etcd.io/docs/v3.6/faq/" }',
      'source: "https://etcd.io/docs/v3.6/faq/", profiles: { openshift: { watch: 0.03, source: "https://x.io" } } }',
    )
    const catalog = load({
      'metrics/etcd/a.yml': perProfile,
      'thresholds.yml': 'etcd_wal_fsync_p99: { watch: 0.005, source: our SLO }\n',
    })
    const { bands } = catalog.metric('etcd_wal_fsync_p99')
    expect(bands?.profiles?.openshift).toMatchObject({ watch: 0.005, source: 'our SLO' })
  })

  test('may give limits to a metric that has none', () => {
    const catalog = load(withThresholds('node_memory_free: { watch: 0.2, critical: 0.1 }\n'))
    expect(catalog.metric('node_memory_free').bands).toMatchObject({ watch: 0.2, critical: 0.1, hold: 'sustained' })
  })

  test('may be a file of comments', () => {
    expect(load(withThresholds('# nothing yet\n')).metric('etcd_wal_fsync_p99').bands?.critical).toBe(0.5)
  })

  test.each([
    ['an unknown id', 'etcd_wal_fsync_p90: { watch: 1 }', /etcd_wal_fsync_p90.*near: etcd_wal_fsync_p99/],
    ['another field', 'etcd_wal_fsync_p99: { query: up }', /thresholds\.yml.*query/],
    ['no figure', 'etcd_wal_fsync_p99: { source: x }', /names no limit/],
    ['a figure out of order', 'etcd_wal_fsync_p99: { watch: 0.6 }', /must rise/],
    ['a word for a figure', 'etcd_wal_fsync_p99: { watch: high }', /etcd_wal_fsync_p99\.watch/],
  ])('with %s are refused', (_, text, message) => {
    const error = refusalOf(withThresholds(`${text}\n`))
    expect(error.code).toBe('invalid_input')
    expect(error.message).toMatch(message)
  })
})

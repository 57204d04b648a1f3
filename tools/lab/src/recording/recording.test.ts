import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { labState } from '../__fixtures__/lab-state.ts'
import { labPaths } from '../machine/paths.ts'
import { writeState } from '../state.ts'
import { catalogFamilies } from './catalog-families.ts'
import { dumpPrometheus } from './dump-prometheus.ts'
import { openMetricsLine } from './open-metrics-line.ts'
import { recordLab } from './record.ts'
import { causeOf, subjectOf, truthSchema } from './truth.ts'
import { publish, recordingFiles, withScratch, writeDump } from './write-recording.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-record-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a line of promtool tsdb dump as OpenMetrics', () => {
  const families = new Set(['up', 'wal_bucket'])

  test.each([
    ['{__name__="up"} 1 1795235011569', 'up{} 1 1795235011.569'],
    ['{__name__="up", instance="m1", job="etcd"} NaN 1795235011000', 'up{instance="m1",job="etcd"} NaN 1795235011.000'],
    ['{To="m2", __name__="up", job="etcd"} 1 1500', 'up{To="m2",job="etcd"} 1 1.500'],
    ['{__name__="wal_bucket", le="+Inf"} 1e-05 -5', 'wal_bucket{le="+Inf"} 1e-05 -0.005'],
    ['{To="2c", __name__="up", instance="m1"} 1 1500', 'up{To="2c",instance="m1"} 1 1.500'],
    ['{__name__="up", a="x, y=\\"z\\"} 1 2", b="\\\\"} -Inf 1500', 'up{a="x, y=\\"z\\"} 1 2",b="\\\\"} -Inf 1.500'],
  ])('%s', (line, expected) => {
    expect(openMetricsLine(line, families)).toBe(expected)
  })

  test.each([
    '{__name__="other"} 1 1795235011569',
    '{__name__="up", a="b"} {count:5, sum:1} 1795235011569',
    '{a="b"} 1 1795235011569',
    '{A="__name__=up"} 1 1795235011569',
    '{__name__="up.x"} 1 1795235011569',
    '',
    'level=info msg="replaying the WAL"',
  ])('%j is left out', (line) => {
    expect(openMetricsLine(line, families)).toBeUndefined()
  })
})

test('families are those that the catalog and the profiles read', () => {
  const families = catalogFamilies()
  for (const name of [
    'up',
    'etcd_disk_wal_fsync_duration_seconds_bucket',
    'etcd_server_id',
    'node_cpu_seconds_total',
  ]) {
    expect(families).toContain(name)
  }
  for (const name of ['rate', 'sum', 'by', 'go_goroutines', 'etcd_debugging_auth_revision']) {
    expect(families).not.toContain(name)
  }
})

describe('the truth', () => {
  test('names a cause of the vocabulary, or the fault, or none', async () => {
    expect(await causeOf(undefined)).toEqual({ domain: 'etcd', cause: 'none', member: '' })
    const fault = { strength: 1, since: 1 }
    expect(await causeOf({ ...fault, name: 'slow-fsync', member: 'm2' })).toEqual({
      domain: 'etcd',
      cause: 'slow-disk',
      member: 'm2',
    })
    expect(await causeOf({ ...fault, name: 'slow-fsync-all' })).toEqual({
      domain: 'etcd',
      cause: 'slow-disk-all',
      member: 'all',
    })
    expect(await causeOf({ ...fault, name: 'write-storm' })).toEqual({
      domain: 'etcd',
      cause: 'write-storm',
      member: 'cluster',
    })
    expect(await causeOf({ ...fault, name: 'softnet-squeeze', member: 'm2' })).toMatchObject({
      cause: 'softnet-squeeze',
    })
    expect(await causeOf({ ...fault, name: 'conntrack-full', member: 'm2' })).toEqual({
      domain: 'network',
      cause: 'conntrack-exhaustion',
      member: 'm2',
    })
  })

  test('names a pair in one order, and all where every member was asked for', () => {
    const fault = { name: 'peer-latency', strength: 1, since: 1 }
    expect(subjectOf({ target: 'pair' }, { ...fault, member: 'm3', peer: 'm2' })).toBe('m2-m3')
    expect(subjectOf({ target: 'pair' }, fault)).toBe('all')
  })
})

describe('where a recording goes', () => {
  test.each(['', '../up', 'a/b', '.hidden', 'a b', 'x'.repeat(65)])('%j is no name', (name) => {
    expect(() => recordingFiles(folder, name)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  })

  test('what is there is never written over', () => {
    writeFileSync(join(folder, 'one.json'), '{}')
    expect(() => recordingFiles(folder, 'one')).toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(recordingFiles(folder, 'two')).toEqual({ dump: join(folder, 'two.om.gz'), truth: join(folder, 'two.json') })
  })
})

async function* lines(...all: string[]) {
  yield* all
}

test('a dump holds the families alone, and ends as OpenMetrics does', async () => {
  const file = join(folder, 'x.om.gz')
  const given = lines(
    '{__name__="up", job="etcd"} 1 1000',
    '{__name__="go_info"} 1 1000',
    '{__name__="up", job="etcd"} 0 2000',
  )
  expect(await writeDump(file, given, new Set(['up']))).toBe(2)
  expect(gunzipSync(readFileSync(file)).toString()).toBe('up{job="etcd"} 1 1.000\nup{job="etcd"} 0 2.000\n# EOF\n')
})

test('a recording appears whole or not at all', async () => {
  const files = recordingFiles(folder, 'broken')
  const failing = async function* () {
    yield '{__name__="up"} 1 1000'
    throw new Error('promtool died')
  }
  const attempt = withScratch(folder, async (scratch) => {
    await writeDump(join(scratch, 'dump'), failing(), new Set(['up']))
  })
  await expect(attempt).rejects.toThrow('promtool died')
  expect(readdirSync(folder)).toEqual([])
  const content = truthSchema.parse({
    name: 'whole',
    cause: 'none',
    member: '',
    leader_at_injection: 'm1',
    start: 1,
    injected: 2,
    end: 2,
    load: '',
  })
  await withScratch(folder, async (scratch) => {
    await writeDump(join(scratch, 'dump'), lines(), new Set())
    publish(join(scratch, 'dump'), files, content)
  })
  expect(readdirSync(folder).sort()).toEqual(['broken.json', 'broken.om.gz'])
  expect(JSON.parse(readFileSync(files.truth, 'utf8'))).toEqual(content)
})

describe('promtool that fails', () => {
  const from = 0
  const to = 1

  async function dump(promtool: string): Promise<string[]> {
    const found: string[] = []
    const source = { promtool, dataFolder: join(folder, 'tsdb'), workFolder: join(folder, 'work'), from, to }
    for await (const line of dumpPrometheus(source)) found.push(line)
    return found
  }

  beforeEach(() => {
    mkdirSync(join(folder, 'tsdb'))
    mkdirSync(join(folder, 'work'))
  })

  const script = (text: string) => {
    const path = join(folder, 'promtool')
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
    return path
  }

  test('gives its own words', async () => {
    await expect(dump(script('echo line; echo "opening storage failed" >&2; exit 1'))).rejects.toMatchObject({
      code: 'upstream',
      message: expect.stringContaining('opening storage failed'),
    })
  })

  test('says so when it is not there', async () => {
    await expect(dump(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'upstream' })
  })

  test('is given whole milliseconds, and its lines come one by one', async () => {
    expect(await dump(script('echo "$@"; echo second'))).toEqual([
      `tsdb dump --min-time=0 --max-time=1000 ${join(folder, 'work', 'copy')}`,
      'second',
    ])
  })

  test('ends with whoever listened', async () => {
    const source = dumpPrometheus({
      promtool: script('echo first; exec sleep 30'),
      dataFolder: join(folder, 'tsdb'),
      workFolder: join(folder, 'work'),
      from,
      to,
    })
    expect((await source.next()).value).toBe('first')
    const start = performance.now()
    await source.return(undefined)
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('a recording that would not tell the truth is refused', () => {
  const now = Date.now() / 1000
  const active = (name: string, ago: number) => ({ name, strength: 1, since: now - ago, undo: [] })

  function labWith(...faults: ReturnType<typeof active>[]) {
    const paths = labPaths(folder)
    writeState(paths, { ...labState(), faults, quietSince: now - 900 })
    return paths
  }

  test('when several faults are active', async () => {
    const paths = labWith(active('slow-fsync', 60), active('peer-loss', 30))
    await expect(recordLab(paths, { name: 'x' })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('when the fault began before it', async () => {
    const paths = labWith(active('slow-fsync', 600))
    await expect(recordLab(paths, { name: 'x', seconds: 300 })).rejects.toMatchObject({
      code: 'conflict',
      hint: expect.stringContaining('--duration 69'),
    })
  })

  test('when an earlier fault, or no lab yet, is part of it', async () => {
    const refusal = { code: 'conflict', message: expect.stringMatching(/cleared of a fault, 90\d s ago/) }
    await expect(recordLab(labWith(), { name: 'x', seconds: 1_000 })).rejects.toMatchObject(refusal)
    const paths = labWith(active('slow-fsync', 600))
    await expect(recordLab(paths, { name: 'x', seconds: 1_000 })).rejects.toMatchObject(refusal)
  })

  test('when another fault is active than the one to inject, or there is none of that name', async () => {
    const paths = labWith(active('slow-fsync', 60))
    await expect(recordLab(paths, { name: 'x', fault: { name: 'peer-loss' } })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(recordLab(paths, { name: 'x', fault: { name: 'peer-gain' } })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('when no lab runs there', async () => {
    await expect(recordLab(labPaths(folder), { name: 'x' })).rejects.toMatchObject({ code: 'not_found' })
  })
})

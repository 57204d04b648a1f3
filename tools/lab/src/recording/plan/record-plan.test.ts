import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LabOptions } from '../../bring-up.ts'
import type { RecordOptions } from '../record.ts'
import { publish, recordingFiles } from '../write-recording.ts'
import type { PlanEntry } from './plan-schema.ts'
import { type PlanOptions, recordPlan } from './record-plan.ts'

let folder: string
/** What happened to the fake labs, in order. */
let events: string[]
let lines: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-plan-'))
  events = []
  lines = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function entry(name: string, more: Partial<PlanEntry> = {}): PlanEntry {
  return { name, load: { mode: 'put', rate: 100, size: 500 }, quiet: 75, fresh: false, ...more }
}

/** Writes files as a real recording does. */
async function record({ name, folder: into = '', fault, seconds }: RecordOptions) {
  events.push(`record ${name} ${fault?.name ?? 'health'} ${seconds ?? ''}`.trim())
  if (fault?.name === 'partition') throw new AppError('conflict', 'This lab cannot do partition.')
  const files = recordingFiles(into, name)
  const content = {
    name,
    domain: 'etcd',
    cause: fault?.name ?? 'none',
    member: fault?.member ?? '',
    leader_at_injection: 'm1',
    start: 1,
    injected: 2,
    end: 3,
    load: '',
  }
  writeFileSync(join(into, 'dump'), 'samples')
  publish(join(into, 'dump'), files, content)
  return { ...files, samples: 1, content }
}

async function make(entries: PlanEntry[], more: Partial<PlanOptions> = {}, check: string[][] = []) {
  await recordPlan({
    entries,
    folder,
    print: (line) => lines.push(line),
    ...more,
    parts: {
      start: async ({ load, interval, directory }: LabOptions) => {
        events.push(`start ${load?.rate} ${interval} ${directory?.split('/').slice(-2).join('/')}`)
        return {
          prometheusUrl: 'http://127.0.0.1:1',
          record,
          stop: async () => {
            events.push('stop')
          },
        }
      },
      check: async () => check.shift() ?? [],
      rest: async (ms) => {
        events.push(`rest ${ms / 1000}`)
      },
      ...more.parts,
    },
  })
}

test('what is missing is recorded in labs of its own, and what is there stays', async () => {
  writeFileSync(join(folder, 'there.om.gz'), '')
  await make([entry('there'), entry('calm'), entry('slow', { fault: 'slow-fsync', member: 'm2', seconds: 100 })])
  expect(events).toEqual([
    'start 100 5s .lab/plan',
    'rest 30',
    'rest 75',
    'record calm health 75',
    'rest 75',
    'record slow slow-fsync 100',
    'stop',
  ])
  expect(lines).toEqual(['there: is there', 'calm: recorded none, 0 kB', 'slow: recorded slow-fsync of m2, 0 kB'])
  expect(readdirSync(folder).sort()).toEqual(['calm.json', 'calm.om.gz', 'slow.json', 'slow.om.gz', 'there.om.gz'])
})

test('a fresh lab is recorded from its first moment', async () => {
  await make([entry('a'), entry('b', { fresh: true, quiet: 150 })])
  expect(events.slice(-5)).toEqual(['stop', 'start 100 5s .lab/plan', 'rest 150', 'record b health 150', 'stop'])
})

test('a recording that begins in ill health is thrown away and made again in a new lab', async () => {
  await make([entry('a')], {}, [['the leader changed'], []])
  expect(events.filter((event) => /start|stop/.test(event))).toEqual([
    'start 100 5s .lab/plan',
    'stop',
    'start 100 5s .lab/plan',
    'stop',
  ])
  expect(lines).toEqual(['a: try 1 of 3: not healthy before its end: the leader changed', 'a: recorded none, 0 kB'])
})

test('after three tries the others go on, and the end says which is missing', async () => {
  const entries = [entry('cut', { fault: 'partition' }), entry('a'), entry('b')]
  await expect(make(entries, {}, [['x'], ['x'], ['x'], []])).rejects.toMatchObject({
    code: 'conflict',
    message: 'Not recorded: cut, a.',
  })
  expect(lines.filter((line) => line.startsWith('cut: try'))).toHaveLength(3)
  expect(lines.at(-1)).toBe('b: recorded none, 0 kB')
  expect(events.at(-1)).toBe('stop')
  expect(readdirSync(folder).sort()).toEqual(['b.json', 'b.om.gz'])
})

test('an unknown fault, or an impossible load, is refused before any lab starts', async () => {
  await expect(make([entry('a'), entry('b', { fault: 'slow-everything' })])).rejects.toMatchObject({
    code: 'not_found',
  })
  const load = { mode: 'put', rate: 1e9, size: 1 } as const
  await expect(make([entry('a', { load })])).rejects.toMatchObject({ code: 'invalid_input' })
  expect(events).toEqual([])
})

test('when it is stopped, the lab ends and nothing half-made is left', async () => {
  const stop = new AbortController()
  const rest = async (ms: number) => {
    if (ms === 150_000) stop.abort()
    stop.signal.throwIfAborted()
  }
  const stopped = make([entry('a', { quiet: 150 })], { signal: stop.signal, parts: { rest } })
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
  expect(events.at(-1)).toBe('stop')
  expect(readdirSync(folder)).toEqual([])
})

test('a bug is not taken for a fault that could not be recorded', async () => {
  const start = () => Promise.reject(new TypeError('oops'))
  await expect(make([entry('a')], { parts: { start } })).rejects.toThrow('oops')
  expect(existsSync(join(folder, 'a.om.gz'))).toBe(false)
})

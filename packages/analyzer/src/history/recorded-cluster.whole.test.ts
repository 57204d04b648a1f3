import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Cause, Diagnosis } from '@ocp-perf/panel'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { OpenContext } from '../create-context.ts'
import { diagnoseCluster } from '../diagnose/diagnose-cluster.ts'
import { openContext } from '../open/open-context.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { recordCalls } from './record-calls.ts'

// A recording is read, diagnosed and written before it is diagnosed again.
vi.setConfig({ testTimeout: 120_000 })

const recordingOf = (name: string) =>
  fileURLToPath(new URL(`../../../../tools/lab/fixtures/recordings/${name}.om.gz`, import.meta.url))

const silent = () => {}
const log = { debug: silent, info: silent, warn: silent, error: silent }
const server = { name: 'test', version: '1' }

async function open(from: string, db: string, cluster?: string): Promise<OpenContext> {
  const context = await openContext({ choice: { from, cluster }, server, home: import.meta.url, log, env: {}, db })
  onTestFinished(() => context.close())
  return context
}

/** A diagnosis as a tool makes it, which is recorded where calls are. */
async function diagnose(context: OpenContext, request: object = {}): Promise<Diagnosis> {
  let made: Diagnosis | undefined
  await recordCalls('why', context, async (seen) => {
    const { diagnosis } = await diagnoseCluster(seen, 'etcd', request)
    made = diagnosis
    return diagnosis
  })
  await context.remembered()
  if (made === undefined) throw new Error('nothing was diagnosed')
  return made
}

const named = ({ id, members, severity }: Cause) => ({ id, members, severity })

test.each(['slow-fsync-leader-30ms', 'member-down-follower', 'peer-latency-m1-m3-50ms', 'healthy-1'])(
  '%s is diagnosed from history as it was when it was recorded',
  async (name) => {
    const db = join(temporaryFolder(), 'history.duckdb')
    const live = await diagnose(await open(recordingOf(name), db), { duration: '30m' })
    const past = await open('history', db)
    expect(past.clusterNames).toEqual([name])
    const again = await diagnose(past, { duration: '30m' })
    expect(again.causes.map(named)).toEqual(live.causes.map(named))
    expect(again).toMatchObject({ verdict: live.verdict, platform: live.platform })
    for (const [index, { onset }] of again.causes.entries()) {
      const before = live.causes[index]?.onset ?? null
      expect(Math.abs((onset ?? 0) - (before ?? 0))).toBeLessThanOrEqual(live.window.step)
    }
    expect(again.notes[0]).toMatch(new RegExp(`^From the history of ${name}: "now" is `))
    // What is read from history is not recorded again.
    expect(await past.history?.runs()).toHaveLength(1)
  },
)

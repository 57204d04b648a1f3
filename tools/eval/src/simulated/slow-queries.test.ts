import { diagnoseCluster, diagnoseLevels } from '@ocp-perf/analyzer'
import { createSimulation } from '@ocp-perf/cluster-sim'
import { createPromClient } from '@ocp-perf/promql'
import { createEngine, createEngineSource } from '@ocp-perf/promql-engine'
import { createPromApi } from '@ocp-perf/promql-engine/api'
import { listenOnLoopback } from '@ocp-perf/promql-engine/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadKnowledge } from '../recording/open-recording.ts'
import { liveContext } from '../testing/live-context.ts'

const now = 1_795_010_400
const knowledge = loadKnowledge()
/** What the server never gets to. */
let stalls = (_query: string) => false
let server: Awaited<ReturnType<typeof listenOnLoopback>>

beforeAll(async () => {
  const { store } = createSimulation({ seed: 'slow', nodes: 4, now: () => now, historySeconds: 2 * 3600 })
  const engine = createEngine({ store })
  const api = createPromApi({ source: createEngineSource({ store, engine, now: () => now }), engine, now: () => now })
  server = await listenOnLoopback(async (request) => {
    const asked = await request.clone().text()
    return stalls(new URLSearchParams(asked).get('query') ?? '')
      ? await new Promise<never>(() => {})
      : await api(request)
  })
})
afterAll(() => server[Symbol.asyncDispose]())

const window = { start_time: String(now - 3600), end_time: String(now) }

async function asked<T>(slow: RegExp, seconds: number, ask: (context: ReturnType<typeof liveContext>) => Promise<T>) {
  stalls = (query) => slow.test(query)
  const context = liveContext(() => createPromClient({ endpoint: { url: server.url }, retries: 0 }), {
    knowledge,
    now: () => now,
    config: { query_timeout_seconds: seconds },
  })
  try {
    return await ask(context)
  } finally {
    await context.close()
  }
}

const reason =
  /http:\/\/127\.0\.0\.1:\d+ did not answer within [48] s\. Ask for a shorter window or fewer nodes; query_timeout_seconds in clusters\.yaml allows more time/

test('queries that take too long leave a diagnosis open, which says that they did and what to do', async () => {
  const { diagnosis } = await asked(/etcd_disk_/, 4, (context) => diagnoseCluster(context, 'etcd', window))
  expect(diagnosis.verdict).toBe('unknown')
  expect(diagnosis.headline).toMatch(/^Nothing wrong in what was seen, but .* could not be judged: .*WAL fsync/)
  expect(diagnosis.headline).toMatch(reason)
  const open = diagnosis.unseen.find(({ what }) => what === 'WAL fsync p99')
  expect(open?.why).toMatch(reason)
  expect(open?.causes).toContain('slow-disk')
}, 60_000)

test('they leave a level open, which says so as the walk does, and are never well', async () => {
  // Fewer than go out at once, for those that wait behind them have as little time.
  const walked = await asked(/ovs_vswitchd_dp|ovn_controller/, 8, (context) => diagnoseLevels(context, window))
  expect(walked.verdict).toBe('unknown')
  expect(walked.headline).toMatch(
    /^No cause at any level; could not be judged: OVN control plane, OVS datapath, workload \(/,
  )
  expect(walked.headline).toMatch(reason)
  const ovn = walked.levels.find(({ id }) => id === 'ovn')
  expect(ovn).toMatchObject({ verdict: 'unknown', part_of_cluster: true })
  expect(ovn?.says).toMatch(reason)
  expect(walked.levels.find(({ id }) => id === 'etcd')?.verdict).toBe('ok')
}, 60_000)

test('a server that answers nothing in time is an error with the same next step', async () => {
  const answer = asked(/rate|up|time/, 1, (context) => diagnoseLevels(context, window))
  await expect(answer).rejects.toMatchObject({
    code: 'timeout',
    hint: expect.stringContaining('query_timeout_seconds in clusters.yaml'),
  })
}, 60_000)

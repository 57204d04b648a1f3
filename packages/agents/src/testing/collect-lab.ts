import { renderReport } from '@ocp-perf/elt'
import { AppError } from '@ocp-perf/errors'
import { toolFor } from '@ocp-perf/mcp-kit'
import type { MetricResult, Report, Window } from '@ocp-perf/panel'
import { z } from 'zod'
import { healthyDiagnosis } from './sample-diagnosis.ts'
import { startServer, type TestServer } from './start-server.ts'

const tool = toolFor<null>()
const metric = 'fsync_p99'
const step = 30

/** How a domain's server answers; a test changes it as it goes. */
interface CollectLab {
  /** The windows that were asked for, in their order. */
  asked: { start: number; end: number }[]
  /** Before it, the source keeps nothing. */
  keptFrom: number
  /** Before it, there are no samples. */
  samplesFrom: number
  /** Answers that lack the metric since it could not be asked for. */
  holes: number
  /** Answers that fail. */
  failures: number
}

/** A server whose one domain is `lab`, with one point of one metric every 30 seconds. */
export async function startCollectLab(parts: Pick<TestServer, 'port'> = {}) {
  const lab: CollectLab = { asked: [], keptFrom: 0, samplesFrom: 0, holes: 0, failures: 0 }
  const kept = new Map<string, string>()
  const windowInput = z.object({ cluster: z.string().optional() })
  const tools = [
    tool({
      name: 'get_server_health',
      title: 'Health',
      description: 'Health.',
      effect: 'read',
      input: windowInput,
      output: z.looseObject({}),
      run: async () => ({
        clusters: [{ name: 'lab', headline: 'ok', prometheus: { reachable: true }, recording: null }],
      }),
      summarize: () => 'ok',
    }),
    tool({
      name: 'get_lab_bottleneck_analysis',
      title: 'Causes',
      description: 'Causes.',
      effect: 'read',
      input: windowInput,
      output: z.object({}),
      run: async () => ({}),
      summarize: () => 'ok',
    }),
    tool({
      name: 'generate_lab_performance_report',
      title: 'Report',
      description: 'Report.',
      effect: 'write',
      input: windowInput.extend({
        start_time: z.string(),
        end_time: z.string(),
        format: z.literal('data'),
        baseline: z.string(),
      }),
      output: z.object({ document: z.object({ uri: z.string() }) }),
      run: async ({ start_time, end_time }) => {
        const window = { start: Number(start_time), end: Number(end_time), step }
        lab.asked.push({ start: window.start, end: window.end })
        if (lab.failures-- > 0) throw new AppError('timeout', 'Prometheus was too slow.')
        if (window.start < lab.keptFrom) throw new AppError('invalid_input', 'That is more than is kept.')
        const id = `run-${lab.asked.length}`
        kept.set(id, await reportOf(window, lab.holes-- > 0, lab.samplesFrom))
        return { document: { uri: `report://${id}` } }
      },
      summarize: () => 'written',
    }),
  ]
  const report = {
    name: 'report',
    title: 'Report',
    description: 'Report.',
    mimeType: 'application/json',
    uri: 'report://{id}',
    read: async ({ id = '' }: Record<string, string | undefined>) => kept.get(id) ?? '',
  }
  const server = await startServer({ name: 'lab', tools, resources: [report], ...parts })
  return { lab, ...server }
}

async function reportOf(window: Window, isHoled: boolean, samplesFrom: number): Promise<string> {
  const times: number[] = []
  for (let time = Math.max(window.start, samplesFrom); time <= window.end; time += step) times.push(time)
  const isEmpty = isHoled || times.length === 0
  const verdict = isHoled ? 'unknown' : isEmpty ? 'no_data' : 'ok'
  const row = { last: 1, mean: 1, min: 1, max: 1, p95: 1, verdict: 'ok', over: 0, since: null } as const
  const result: MetricResult = {
    id: metric,
    title: 'Fsync p99',
    unit: 'seconds',
    verdict,
    headline: verdict,
    rows: isEmpty ? [] : [{ ...row, labels: { member: 'm1' } }],
    omitted: 0,
    uri: `metric://lab/${metric}`,
  }
  const face = { cluster: 'lab', panel: 'lab/disk', window, platform: 'openshift', verdict, headline: verdict } as const
  const report: Report = {
    ...healthyDiagnosis(),
    verdict,
    window,
    title: 'Lab',
    generated_at: window.end,
    recording: null,
    narrative: null,
    sections: [{ title: 'Disk', brief: 'Disk.', panel: { ...face, metrics: [result], findings: [], notes: [] } }],
    baseline: null,
    method: [],
    sources: [],
  }
  const values = Float64Array.from(times, () => 1)
  const series = isEmpty ? [] : [{ labels: { member: 'm1' }, times: Float64Array.from(times), values }]
  return await renderReport({ report, frames: new Map([[metric, { series, warnings: [], partial: false }]]) }, 'data')
}

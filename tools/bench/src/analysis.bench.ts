import { fileURLToPath } from 'node:url'
import { analyze, type Measured } from '@ocp-perf/analysis'
import { openContext } from '@ocp-perf/analyzer'
import { createLogger } from '@ocp-perf/http'
import { withWorkers } from './analysis/with-workers.ts'
import { type Bench, type BenchResult, median } from './bench.ts'

const rounds = 41
const recordings = ['healthy-1', 'fsync-m2-35ms'] as const
const workers = 497
const domain = 'etcd'

/** What a diagnosis costs beside its measurement: the rules over every series of a three-member etcd. */
export const analysisBench: Bench = {
  name: 'analysis',
  async run() {
    const results: BenchResult[] = []
    for (const name of recordings) results.push(...(await timeAnalyses(name)))
    return results
  },
}

async function timeAnalyses(name: string): Promise<BenchResult[]> {
  const from = fileURLToPath(new URL(`../../lab/fixtures/recordings/${name}.om.gz`, import.meta.url))
  const context = await openContext({
    choice: { from },
    server: { name: 'bench', version: '0' },
    home: import.meta.url,
    log: createLogger({ name: 'bench', level: 'error' }),
    env: {},
  })
  try {
    const rules = context.rules(domain)
    const { collector } = await context.cluster(undefined)
    const pace = rules.domain.health.map((id) => context.catalog.metric(id))
    const small = await collector.group(rules.domain.groups, { top: 100_000, pace })
    const time = (measured: Measured) => timed(() => analyze(measured, rules, context.catalog), measured)
    return [
      { ...time(small), label: `analysis of ${name}, a 3-member etcd`, target: { atMost: 20 } },
      {
        ...time(withWorkers(small, workers)),
        label: `the same beside ${workers} workers`,
        target: { atMost: 250 },
      },
    ]
  } finally {
    await context.close()
  }
}

function timed(work: () => void, { panel, frames }: Measured): Omit<BenchResult, 'label'> {
  const times = Array.from({ length: rounds }, () => {
    const begun = performance.now()
    work()
    return performance.now() - begun
  })
  const series = [...frames.values()].reduce((sum, frame) => sum + frame.series.length, 0)
  const note = `${panel.metrics.length} metrics, ${series} series; the first time ${(times[0] ?? 0).toFixed(0)} ms`
  return { value: median(times), unit: 'ms', note }
}

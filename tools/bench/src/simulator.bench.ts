import { type Bench, type BenchResult, median } from './bench.ts'
import { deepDrives } from './simulator/deep-drives.ts'

const usual = 6
const many = 500

/** What the simulated cluster costs, from a demo's size to the largest. */
export const simulator: Bench = {
  name: 'simulator',
  async run(): Promise<readonly BenchResult[]> {
    const [small, large] = [await deepDrives(usual), await deepDrives(many)]
    const note = `${large.metrics} metrics answered, the collector included; the first time ${large.first.toFixed(0)} ms`
    return [
      {
        label: `deep drive of etcd on ${many} nodes`,
        value: median(large.later),
        unit: 'ms',
        target: { atMost: 1000 },
        note,
      },
      { label: `beside the same on ${usual} nodes`, value: median(large.later) / median(small.later), unit: '×' },
      {
        label: `memory of the simulated cluster of ${many} nodes`,
        value: large.peakBytes / 2 ** 20,
        unit: 'MiB',
        target: { atMost: 1024 },
        note: 'the most that the process ever had',
      },
      ...(await ofNodes('network', 'nic-errors')),
      ...(await ofNodes('ovnk', 'northd-slow')),
    ]
  },
}

/** A domain of nodes looks at every node: what the simulated cluster takes to answer, and what the rules take after it. */
async function ofNodes(domain: string, scenario: string): Promise<readonly BenchResult[]> {
  const [small, large] = [await deepDrives(usual, domain, scenario), await deepDrives(many, domain, scenario)]
  return [
    {
      label: `diagnosis of ${domain} on ${many} nodes`,
      value: median(large.later),
      unit: 'ms',
      note: `${large.metrics} metrics answered, ${(median(large.later) / median(small.later)).toFixed(1)} times what ${usual} nodes take`,
    },
    { label: `its rules over ${many} nodes`, value: median(large.analysis), unit: 'ms', target: { atMost: 500 } },
  ]
}

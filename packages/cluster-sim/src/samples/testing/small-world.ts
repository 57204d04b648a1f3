import type { Family, LatencyPart, ScrapeWorld, Target } from '../family.ts'

/** Unix seconds, not at a tick. */
export const smallStart = 1_800_000_007

/** Seconds after `smallStart`. */
export const outage = { from: 600, to: 700 }
export const restart = 1800
export const elections = [400, 1200, 2400]

export const requestRate = (time: number) => 100 + 20 * Math.sin(time / 500)
export const bounds = Array.from({ length: 14 }, (_, index) => 0.001 * 2 ** index)
export const commits: LatencyPart = { share: 1, median: 0.006, spread: 0.7 }

const families: readonly Family[] = [
  {
    name: 'memory_bytes',
    help: 'Memory.',
    unit: 'bytes',
    type: 'gauge',
    series: () => [
      { labels: { empty: '' }, value: (time) => 1e9 + 1e6 * Math.sin(time / 300), noise: 0.03, whole: true },
    ],
  },
  {
    name: 'requests_total',
    help: 'Requests.',
    type: 'counter',
    series: () =>
      ['get', 'put'].map((verb, index) => ({
        labels: { verb, instance: 'the target wins' },
        rate: requestRate,
        factor: 1 + index,
        noise: 0.1,
        whole: true,
      })),
  },
  {
    name: 'elections_total',
    help: 'Elections.',
    type: 'counter',
    series: () =>
      [false, true].map((bornByEvent) => ({
        labels: { born: bornByEvent ? 'late' : 'early' },
        total: (time) => elections.filter((after) => smallStart + after <= time).length,
        bornByEvent,
      })),
  },
  {
    name: 'backup_running',
    help: 'There while a backup runs, which is so half of the time.',
    type: 'gauge',
    series: () => [{ labels: {}, value: (time) => (Math.floor(time / 80) % 2 === 0 ? 1 : Number.NaN) }],
  },
  {
    name: 'cpu_seconds_total',
    help: 'Time.',
    type: 'counter',
    series: () => [{ labels: {}, rate: () => 1e-5, noise: 0.9 }],
  },
  {
    name: 'commit_seconds',
    help: 'Commits.',
    type: 'histogram',
    series: () => [{ labels: { Disk: 'a' }, rate: (time) => 2 * requestRate(time), latency: () => [commits], bounds }],
  },
]

function target(instance: string, given: Partial<Target> = {}): Target {
  return {
    labels: { job: 'etcd', instance },
    intervalSeconds: 15,
    families,
    answers: () => 1,
    scrapeSeconds: () => 0.02,
    starts: [],
    ...given,
  }
}

const pods: Family = {
  name: 'pod_info',
  help: 'Pods, of which their target tells.',
  type: 'gauge',
  series: () => [{ labels: { instance: 'of the pod', job: '' }, value: () => 1 }],
}

const alerts: Family = {
  name: 'ALERTS',
  help: '',
  type: 'gauge',
  series: () =>
    ['Often', 'Never'].map((alertname) => ({
      labels: { alertname },
      value: (time) => (alertname === 'Often' && time > smallStart + 2000 ? 1 : Number.NaN),
    })),
}

/**
 * One target that is away for a while and restarted later, one without events, a slow one that never answers, one that
 * tells of others, and rules.
 */
export const smallWorld: ScrapeWorld = {
  seed: 'small',
  start: smallStart,
  targets: [
    target('b:1', {
      answers: (time) => (time >= smallStart + outage.from && time < smallStart + outage.to ? 0 : 1),
      starts: [smallStart - 5000, smallStart + restart],
    }),
    target('a:1'),
    target('c:1', { intervalSeconds: 40, answers: () => 0 }),
    target('d:1', { families: [pods], honorLabels: true }),
    target('', { labels: {}, families: [alerts], scraped: false, intervalSeconds: 30 }),
  ],
}

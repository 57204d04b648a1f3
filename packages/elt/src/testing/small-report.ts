import type { Cause, Evidence, Report } from '@ocp-perf/panel'
import type { Rendering } from '../render-report.ts'
import { frameOf, hour, metric, panel, row } from './small-panel.ts'

const faq = 'https://etcd.io/docs/v3.6/faq/'
const onset = hour.start + 1800

const evidence: Evidence = {
  metric: 'fsync_p99',
  title: 'Fsync p99',
  unit: 'seconds',
  labels: { member: 'm2' },
  value: 0.03,
  reference: 0.01,
  comparison: 'limit',
  since: onset,
  share: 0.5,
  says: 'Fsync p99 of m2 is 30 ms.',
}

const cause: Cause = {
  id: 'slow-disk',
  title: 'Slow disk',
  severity: 'degraded',
  members: ['m2'],
  nodes: ['n2'],
  scope: 'm2',
  summary: 'The disk under m2 is slow.',
  confidence: 0.9,
  confidence_because: 'prior 0 and fsync +2.2',
  onset,
  onset_within: 60,
  persistence: 0.5,
  ongoing: true,
  evidence: [
    { ...evidence, role: 'required', weight: 2.2 },
    { ...evidence, role: 'contradicts', weight: -0.5 },
  ],
  unmeasured: ['Disk latency'],
  alike: [{ cause: 'noisy-neighbour', because: 'only the device would tell' }],
  brings: ['lagging-follower'],
  recommendations: [{ kind: 'check', text: 'Look at the device.', command: 'iostat -x\nexit', source: faq }],
  sources: [faq],
}

/** The least report that has something in every place. */
export function smallReport(): Report {
  const rows = [
    row({ member: 'm2' }, { last: 0.03, max: 0.03, p95: 0.03, verdict: 'degraded', over: 0.5, since: onset }),
    row({ member: 'm1' }, { last: 0.001, max: 0.001, p95: 0.001 }),
  ]
  const fsync = metric({ rows, verdict: 'degraded', headline: 'Fsync p99: m2 degraded', omitted: 4 })
  const silent = metric({ id: 'silent', title: 'Silent', rows: [], verdict: 'no_data', reason: 'not recorded' })
  return {
    title: 'A report',
    narrative: null,
    cluster: 'here',
    domain: 'etcd',
    platform: 'standalone',
    window: hour,
    verdict: 'degraded',
    headline: 'm2 has a slow disk',
    score: { value: 70, parts: [{ points: 30, because: 'slow disk' }] },
    causes: [cause],
    consequences: [{ ...cause, id: 'lagging-follower', title: 'Lagging follower', brings: [], recommendations: [] }],
    members: [{ name: 'm2', node: 'n2', leader: true, verdict: 'degraded', says: 'slow disk' }],
    findings: [
      {
        id: 'fsync_p99',
        title: 'Fsync p99',
        severity: 'degraded',
        subject: { member: 'm2' },
        cause: 'slow-disk',
        evidence: [evidence],
        source: faq,
      },
    ],
    impact: [evidence],
    unseen: [{ what: 'Disk latency', why: 'not recorded', causes: ['noisy-neighbour'] }],
    notes: ['A note.'],
    generated_at: hour.end,
    recording: 'the dump x.om',
    sections: [
      {
        title: 'Fsync',
        brief: 'How long it takes.',
        panel: panel([fsync, silent], { verdict: 'degraded', notes: ['Another note.'] }),
      },
      { title: 'Calm', brief: 'All well.', panel: panel([metric({ id: 'calm' })]) },
    ],
    baseline: {
      basis: 'The last 7 days.',
      rows: [
        {
          metric: 'fsync_p99',
          title: 'Fsync p99',
          unit: 'seconds',
          labels: { member: 'm2' },
          now: 0.03,
          usual: 0.002,
          spread: 0.0002,
          samples: 1000,
          days: 7,
          share_over: 0.5,
          usual_share_over: 0,
          changed_at: onset,
          standing: 'worse',
          says: 'Worse than usual.',
        },
      ],
    },
    method: ['By measuring.'],
    sources: [faq],
  }
}

/** A report with points for each of its metrics: the first row is bad in the second half of the hour. */
export function withFrames(report: Report): Rendering {
  const metrics = report.sections.flatMap((section) => section.panel.metrics)
  const value = (minute: number, index: number) => (index === 0 && minute > 30 ? 0.03 : 0.001)
  return { report, frames: new Map(metrics.map(({ id, rows }) => [id, frameOf(rows, value)])) }
}

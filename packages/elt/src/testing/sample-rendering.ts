import {
  type Baseline,
  type Cause,
  type CauseEvidence,
  compareVerdicts,
  type Evidence,
  type Finding,
  isBad,
  type MetricResult,
  type Recommendation,
  type Report,
} from '@ocp-perf/panel'
import type { Rendering } from '../render-report.ts'
import { nameOf } from '../tables/words.ts'
import { type Recorded, recordedSections } from './recorded-sections.ts'

const faq = 'https://etcd.io/docs/v3.6/faq/'
const hardware = 'https://etcd.io/docs/v3.6/op-guide/hardware/'
const runbook =
  'https://github.com/openshift/runbooks/blob/master/alerts/cluster-etcd-operator/etcdHighFsyncDurations.md'

/** A report as an analysis would give it, over the measurements of a real fault and with a point for every chart. */
export async function sampleRendering(): Promise<Rendering> {
  const recorded = await recordedSections()
  return { report: reportOver(recorded), frames: recorded.frames }
}

function reportOver(recorded: Recorded): Report {
  const { sections } = recorded
  const { window, platform, cluster } = recorded.panel(0)
  const [slowDisk, cpu, lagging] = [slowDiskOn(recorded), starvedOn(recorded), laggingOn(recorded)]
  return {
    title: 'etcd performance report',
    narrative: null,
    cluster,
    domain: 'etcd',
    platform,
    window,
    verdict: 'critical',
    headline:
      'A slow disk under m2 makes its writes wait 48 ms each since 03:53:38Z; the other members are well. CPU starvation of m2 is possible beside it.',
    score: {
      value: 58,
      parts: [
        { points: 30, because: 'a critical cause, slow disk, is at work still' },
        { points: 8, because: 'CPU starvation is possible (confidence 41%)' },
        { points: 4, because: '2 parts could not be judged' },
      ],
    },
    causes: [slowDisk, cpu],
    consequences: [lagging],
    members: [
      {
        name: 'm2',
        node: 'm2',
        leader: false,
        verdict: 'critical',
        says: recorded.metric('etcd_wal_fsync_p99').headline,
      },
      { name: 'm3', node: 'm3', leader: true, verdict: 'watch', says: 'Its sends to m2 wait longer than those to m1.' },
      { name: 'm1', node: 'm1', leader: false, verdict: 'ok', says: 'Nothing beyond a limit.' },
    ],
    findings: sections
      .flatMap(({ panel }) => panel.metrics.flatMap(findingOn))
      .sort((a, b) => compareVerdicts(a.severity, b.severity)),
    impact: [evidenceOf(recorded, 'etcd_grpc_write_p99', 0, { comparison: 'limit', reference: 0.15 })],
    unseen: [
      {
        what: 'CPU and memory by control group',
        why: 'A bare etcd has no kubelet that measures them.',
        causes: ['noisy-neighbour', 'cpu-starvation'],
      },
      { what: 'Disk read latency', why: 'No series in this window.', causes: ['noisy-neighbour'] },
    ],
    notes: ['From a recording: "now" is 03:55:30 UTC on 2026-11-21, the end of its data (3m17s in all).'],
    generated_at: window.end + 3600,
    recording: 'the dump fsync-m2-35ms.om.gz',
    sections,
    baseline: baselineOver(recorded),
    method: [
      'Rates are taken over windows of four scrapes at least; quantiles are interpolated within histogram buckets.',
      'A row is beyond a limit when it was so for a tenth of the window and three samples.',
      'The confidence of a cause is the logistic function of its prior and the weights of its evidence.',
    ],
    sources: [faq, hardware, runbook],
  }
}

function evidenceOf(
  recorded: Recorded,
  id: string,
  row: number,
  held: Pick<Evidence, 'comparison' | 'reference'>,
): Evidence {
  const { title, unit, rows, headline } = recorded.metric(id)
  const { labels = {}, p95 = null, since = null, over = null } = rows[row] ?? {}
  return { metric: id, title, unit, labels, value: p95, ...held, since, share: over, says: headline }
}

type Held = Pick<CauseEvidence, 'comparison' | 'reference' | 'role' | 'weight'>

function speaks(recorded: Recorded, id: string, row: number, { role, weight, ...held }: Held): CauseEvidence {
  return { ...evidenceOf(recorded, id, row, held), role, weight }
}

function slowDiskOn(recorded: Recorded): Cause {
  return {
    id: 'slow-disk',
    title: 'Slow disk',
    severity: 'critical',
    members: ['m2'],
    nodes: ['m2'],
    scope: 'm2',
    summary: 'The disk under m2 has needed 48 ms for an fsync since 03:53:38Z, a hundred times what the others need.',
    confidence: 0.96,
    confidence_because:
      'prior −0.8, WAL fsync p99 +2.2, backend commit p99 +1.4, fsync median +1.5, CPU −1 = 3.3, which is 96%',
    onset: recorded.injected,
    onset_within: 5,
    persistence: 0.57,
    ongoing: true,
    evidence: [
      speaks(recorded, 'etcd_wal_fsync_p99', 0, {
        role: 'required',
        weight: 2.2,
        comparison: 'limit',
        reference: 0.01,
      }),
      speaks(recorded, 'etcd_backend_commit_p99', 0, {
        role: 'required',
        weight: 1.4,
        comparison: 'limit',
        reference: 0.03,
      }),
      speaks(recorded, 'etcd_wal_fsync_p50', 0, {
        role: 'supports',
        weight: 1.5,
        comparison: 'others',
        reference: 0.0005,
      }),
      speaks(recorded, 'etcd_proposals_pending', 0, {
        role: 'supports',
        weight: 0.4,
        comparison: 'before',
        reference: 1,
      }),
      speaks(recorded, 'node_cpu_busy', 1, { role: 'contradicts', weight: -0.6, comparison: 'limit', reference: 0.9 }),
      speaks(recorded, 'node_disk_write_latency', 0, {
        role: 'contradicts',
        weight: -0.4,
        comparison: 'others',
        reference: 0.0002,
      }),
    ],
    unmeasured: ['Disk read latency: no series in this window'],
    alike: [
      { cause: 'noisy-neighbour', because: 'only the bytes that others write to the device would tell them apart' },
    ],
    brings: ['lagging-follower'],
    recommendations: diskAdvice,
    sources: [faq, hardware],
  }
}

const diskAdvice: Recommendation[] = [
  {
    kind: 'check',
    text: 'Latency of the device under the member.',
    command: 'oc debug node/NODE -- chroot /host iostat -xdz 2 3',
    source: runbook,
  },
  {
    kind: 'check',
    text: 'What a sequential write with fdatasync takes on it; its 99th percentile should stay below 10 ms.',
    command:
      'oc debug node/NODE -- chroot /host podman run --volume /var/lib/etcd:/var/lib/etcd:Z \\\n  quay.io/cloud-bulldozer/etcd-perf',
    source: runbook,
  },
  {
    kind: 'change',
    text: 'Give the member a device of its own (local SSD or NVMe) with guaranteed latency.',
    source: hardware,
  },
]

function starvedOn(recorded: Recorded): Cause {
  return {
    id: 'cpu-starvation',
    title: 'CPU starvation',
    severity: 'watch',
    members: ['m2'],
    nodes: ['m2'],
    scope: 'm2',
    summary: 'The process of m2 may have waited for its turn on the CPU; its node is busy at 72%.',
    confidence: 0.41,
    confidence_because: 'prior −1.5, apply p99 +1.6, CPU busy −0.5 = −0.4, which is 41%',
    onset: null,
    onset_within: 0,
    persistence: null,
    ongoing: false,
    evidence: [
      speaks(recorded, 'etcd_apply_p99', 0, { role: 'required', weight: 1.6, comparison: 'limit', reference: 0.05 }),
      speaks(recorded, 'node_load_per_core', 0, {
        role: 'contradicts',
        weight: -0.5,
        comparison: 'limit',
        reference: 2,
      }),
    ],
    unmeasured: ['CPU by control group', 'Throttling of the container'],
    alike: [],
    brings: [],
    recommendations: [
      {
        kind: 'check',
        text: 'Which processes of the node use its CPUs.',
        command: 'oc adm top nodes\noc adm top pods -A --sort-by=cpu',
        source: runbook,
      },
    ],
    sources: [hardware],
  }
}

function laggingOn(recorded: Recorded): Cause {
  const lag = speaks(recorded, 'etcd_follower_lag', 0, {
    role: 'required',
    weight: 1.2,
    comparison: 'others',
    reference: 0,
  })
  return {
    ...starvedOn(recorded),
    id: 'lagging-follower',
    title: 'Lagging follower',
    summary: 'm2 is up to 9 commits behind the others, since it writes them more slowly.',
    confidence: 0.72,
    onset: recorded.injected + 15,
    onset_within: 5,
    evidence: [lag],
    recommendations: [],
  }
}

function findingOn(metric: MetricResult): Finding[] {
  const { id, title, unit, bands, rows, verdict } = metric
  if (!isBad(verdict)) return []
  return rows
    .filter((row) => isBad(row.verdict))
    .map((row) => ({
      id,
      title,
      severity: row.verdict,
      subject: row.labels,
      cause: id.includes('apply') ? null : 'slow-disk',
      evidence: [
        {
          metric: id,
          title,
          unit,
          labels: row.labels,
          value: row.p95,
          reference: bands?.watch ?? bands?.degraded ?? null,
          comparison: 'limit',
          since: row.since,
          share: row.over,
          says: `${title} of ${nameOf(row.labels)} was beyond its limit.`,
        },
      ],
      source: bands?.source ?? faq,
    }))
}

function baselineOver(recorded: Recorded): Baseline {
  const compared = [
    ['etcd_wal_fsync_p99', 0, 0.0021, 'worse'],
    ['etcd_backend_commit_p99', 0, 0.0063, 'worse'],
    ['etcd_proposals_committed_rate', 0, 152, 'usual'],
    ['etcd_db_size', 0, 21e6, 'thin'],
  ] as const
  return {
    basis: 'The same hours of the last 7 days: 5,040 samples of each series.',
    rows: compared.map(([id, row, usual, standing]) => {
      const { metric, title, unit, labels, value, since, says } = evidenceOf(recorded, id, row, {
        comparison: 'before',
        reference: usual,
      })
      const isThin = standing === 'thin'
      return {
        metric,
        title,
        unit,
        labels,
        now: value ?? 0,
        usual: isThin ? null : usual,
        spread: isThin ? null : usual / 10,
        samples: isThin ? 40 : 5040,
        days: isThin ? 1 : 7,
        share_over: standing === 'worse' ? 0.57 : null,
        usual_share_over: standing === 'worse' ? 0.002 : null,
        changed_at: since,
        standing,
        says,
      }
    }),
  }
}

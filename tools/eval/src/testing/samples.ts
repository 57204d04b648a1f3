import { fileURLToPath } from 'node:url'
import { loadRules } from '@ocp-perf/analysis'
import type { Truth } from '@ocp-perf/lab'
import { loadCatalog } from '@ocp-perf/metrics'
import { type Cause, type CauseEvidence, type Diagnosis, evidenceSchema } from '@ocp-perf/panel'
import type { OpenRecording, Span } from '../recording/open-recording.ts'

const config = fileURLToPath(new URL('../../../../config', import.meta.url))

export const catalog = loadCatalog(config)
export const rules = loadRules(config, 'etcd', catalog)

/** A recording of 200 s in which m2's disk is slow for the second half. */
export function truth(more: Partial<Truth> = {}): Truth {
  const slow = { name: 'slow', domain: 'etcd', cause: 'slow-disk', member: 'm2', leader_at_injection: 'm1' }
  return { ...slow, start: 1000, injected: 1100, end: 1200, load: '', ...more }
}

export const healthy = truth({ name: 'well', cause: 'none', member: '', injected: 1200 })

export function required(metric: string): CauseEvidence {
  const evidence = evidenceSchema.parse({
    metric,
    title: catalog.metric(metric).title,
    unit: 'seconds',
    labels: { member: 'm2' },
    value: 0.04,
    reference: 0.01,
    comparison: 'limit',
    since: 1105,
    share: 0.5,
    says: `${catalog.metric(metric).title} of m2: 40 ms (limit 10 ms)`,
  })
  return { ...evidence, role: 'required', weight: 0 }
}

export function cause(more: Partial<Cause> = {}): Cause {
  return {
    id: 'slow-disk',
    title: 'Slow disk',
    severity: 'degraded',
    members: ['m2'],
    nodes: ['node2'],
    scope: 'm2',
    summary: 'Slow disk: m2',
    confidence: 0.9,
    confidence_because: 'log-odds 2.2, which is 90%',
    onset: 1105,
    onset_within: 5,
    persistence: 0.5,
    ongoing: true,
    evidence: [required('etcd_wal_fsync_p99')],
    unmeasured: [],
    alike: [],
    brings: [],
    recommendations: [],
    sources: [],
    ...more,
  }
}

export function diagnosis(more: Partial<Diagnosis> = {}): Diagnosis {
  const standing = { node: null, leader: null, verdict: 'ok', says: 'all well' } as const
  return {
    cluster: 'test',
    domain: 'etcd',
    platform: 'standalone',
    window: { start: 1000, end: 1200, step: 5 },
    verdict: 'degraded',
    headline: 'Slow disk: m2; 90% sure',
    score: { value: 75, parts: [] },
    causes: [cause()],
    consequences: [],
    members: ['m1', 'm2', 'm3'].map((name) => ({ name, ...standing })),
    findings: [],
    impact: [],
    unseen: [],
    notes: [],
    ...more,
  }
}

export const allWell = diagnosis({ verdict: 'ok', headline: 'No cause for trouble', causes: [] })

/** A recording of these families that is diagnosed as the function says. */
export function recordingOf(families: readonly string[], diagnose: (span: Span) => Diagnosis): OpenRecording {
  return {
    rules,
    catalog,
    families: async (hidden) => new Set(families.filter((__name__) => !hidden?.({ __name__, job: 'etcd' }))),
    diagnose: async (span) => ({ diagnosis: diagnose(span), interval: 5 }),
  }
}

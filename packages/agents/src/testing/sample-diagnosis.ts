import type { Cause, Diagnosis } from '@ocp-perf/panel'

export const sampleWindow = { start: 1_795_970_000, end: 1_795_973_600, step: 30 }
export const sampleOnset = 1_795_971_000

/** A diagnosis of a slow disk on one member; whatever a label may hold can be its name. */
export function sampleDiagnosis(member: string): Diagnosis {
  return {
    cluster: 'lab',
    domain: 'etcd',
    platform: 'openshift',
    window: sampleWindow,
    verdict: 'degraded',
    headline: `Slow disk: ${member}`,
    score: { value: 70, parts: [] },
    causes: [sampleCause(member)],
    consequences: [],
    members: [{ name: member, node: member, leader: false, verdict: 'degraded', says: `${member} is slow` }],
    findings: [],
    impact: [],
    unseen: [{ what: `the network of ${member}`, why: 'no metric of it', causes: [] }],
    notes: [],
  }
}

/** The same cluster with nothing wrong. */
export function healthyDiagnosis(): Diagnosis {
  return {
    ...sampleDiagnosis('m1'),
    verdict: 'ok',
    headline: 'No cause for trouble: all signals keep their limits',
    score: { value: 100, parts: [] },
    causes: [],
    unseen: [],
  }
}

function sampleCause(member: string): Cause {
  return {
    id: 'slow-disk',
    title: 'Slow disk',
    severity: 'degraded',
    members: [member],
    nodes: [member],
    scope: member,
    summary: `Slow disk: ${member}`,
    confidence: 0.97,
    confidence_because: 'told by its evidence',
    onset: sampleOnset,
    onset_within: 30,
    persistence: 0.6,
    ongoing: true,
    evidence: [
      {
        metric: 'fsync_p99',
        title: 'Fsync p99',
        unit: 'seconds',
        labels: { member },
        value: 0.12,
        reference: 0.02,
        comparison: 'limit',
        since: sampleOnset,
        share: 0.6,
        says: `${member}: fsync p99 typically 120 ms (degraded over 20 ms)`,
        role: 'required',
        weight: 2,
      },
    ],
    unmeasured: [],
    alike: [],
    brings: [],
    recommendations: [
      {
        kind: 'check',
        text: `Whether the disk of ${member} is slow.`,
        command: 'iostat -x',
        source: 'https://etcd.io/docs/',
      },
    ],
    sources: ['https://etcd.io/docs/'],
  }
}

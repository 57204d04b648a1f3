import type { Model } from '../model/model.ts'
import { operatorReports } from '../model/operators.ts'
import type { Target } from '../samples/family.ts'
import { answering } from './answering.ts'
import { gauge, gauges } from './families.ts'

/** What the cluster version operator and the API server's operator tell of the cluster as a whole. */
export function clusterTargets(model: Model): readonly Target[] {
  return [versionTarget(model), infrastructureTarget]
}

function versionTarget(model: Model): Target {
  const { topology, lifecycle } = model
  const { version } = topology
  const [first] = topology.nodes
  const installed = (first?.bootedAt ?? 0) - 21 * 86_400
  return {
    labels: {
      job: 'cluster-version-operator',
      namespace: 'openshift-cluster-version',
      service: 'cluster-version-operator',
      endpoint: 'metrics',
      instance: `${first?.address ?? ''}:9099`,
    },
    honorLabels: true,
    families: [
      gauges('cluster_version', 'Reports the version of the cluster.', () =>
        ['current', 'completed'].map((type) => ({ labels: { type, version }, value: () => installed })),
      ),
      gauges('cluster_operator_up', '1 if a cluster operator is Available=True.', () =>
        operatorReports.map(([name, report]) => ({
          labels: { name, version },
          value: (time) => Number(report(model, time).available ?? true),
        })),
      ),
      gauges('cluster_operator_conditions', 'Report the conditions for active cluster operators.', () =>
        operatorReports.flatMap(([name, report]) => {
          const of = (condition: string, holds: (time: number) => boolean) => ({
            labels: { name, condition, reason: 'AsExpected' },
            value: (time: number) => Number(holds(time)),
          })
          return [
            of('Available', (time) => report(model, time).available ?? true),
            of('Degraded', (time) => report(model, time).degraded ?? false),
            of('Progressing', (time) => report(model, time).progressing ?? false),
          ]
        }),
      ),
    ],
    starts: [],
    ...answering(
      'cluster-version-operator',
      30,
      0.02,
      (time) => first === undefined || lifecycle.nodeRuns(first.name, time),
    ),
  }
}

const infrastructureTarget: Target = {
  labels: {
    job: 'kube-apiserver-operator',
    namespace: 'openshift-kube-apiserver-operator',
    service: 'metrics',
    endpoint: 'https',
    instance: '10.128.0.14:8443',
  },
  families: [
    gauge(
      'cluster_infrastructure_provider',
      'Reports whether the cluster is configured with an infrastructure provider.',
      () => 1,
      { labels: { type: 'BareMetal' } },
    ),
  ],
  starts: [],
  ...answering('kube-apiserver-operator', 30, 0.02, () => true),
}

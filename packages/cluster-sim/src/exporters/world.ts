import type { Model } from '../model/model.ts'
import type { ScrapeWorld } from '../samples/family.ts'
import { alertsTarget } from './alerts.ts'
import { apiServerTargets } from './api-server.ts'
import { clusterTargets } from './cluster-version.ts'
import { etcdTargets } from './etcd.ts'
import { kubeStateTarget } from './kube-state-metrics.ts'
import { kubeletTargets } from './kubelet.ts'
import { kubeletMetricsTargets } from './kubelet-metrics.ts'
import { nodeExporterTargets } from './node-exporter.ts'
import { ovnTargets } from './ovn/ovn-targets.ts'

/** Everything that OpenShift's monitoring scrapes in a model of it. */
export function createWorld(model: Model, { seed, start }: { seed: string; start: number }): ScrapeWorld {
  return {
    seed,
    start,
    targets: [
      ...etcdTargets(model),
      ...nodeExporterTargets(model),
      ...kubeletTargets(model),
      ...kubeletMetricsTargets(model),
      ...ovnTargets(model),
      ...apiServerTargets(model),
      kubeStateTarget(model, seed),
      ...clusterTargets(model),
      alertsTarget(model),
    ],
  }
}

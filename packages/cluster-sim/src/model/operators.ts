import type { Model } from './model.ts'

/** What an operator says of itself beside being available and well. */
interface OperatorReport {
  available?: boolean
  degraded?: boolean
  progressing?: boolean
}

type Report = (model: Model, time: number) => OperatorReport

const well: Report = () => ({})

const ofEtcd: Report = ({ members, topology, consensus }, time) => ({
  available: members.some(({ member }) => consensus.hasLeader(member.name, time)) || topology.members.length === 1,
  degraded: members.some(({ runs }) => !runs(time - patience) && !runs(time)),
})

const ofMasters: Report = ({ topology, lifecycle }, time) => ({
  degraded: topology.nodes.some(
    ({ name, role }) =>
      role === 'control-plane' && !lifecycle.nodeRuns(name, time) && !lifecycle.nodeRuns(name, time - patience),
  ),
})

const ofMachines: Report = ({ lifecycle }, time) => ({ progressing: lifecycle.isRolling(time) })

/** Operators wait before they call something degraded. Seconds. */
const patience = 120

/** The operators of a cluster. */
export const operatorNames = [
  'authentication',
  'cloud-credential',
  'cluster-autoscaler',
  'config-operator',
  'console',
  'dns',
  'etcd',
  'image-registry',
  'ingress',
  'insights',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'machine-api',
  'machine-config',
  'marketplace',
  'monitoring',
  'network',
  'openshift-apiserver',
  'operator-lifecycle-manager',
  'service-ca',
  'storage',
] as const

type OperatorName = (typeof operatorNames)[number]

/** What those operators say that watch what is simulated; the others are well. */
const reports: Partial<Record<OperatorName, Report>> = {
  etcd: ofEtcd,
  'kube-apiserver': ofMasters,
  'kube-controller-manager': ofMasters,
  'kube-scheduler': ofMasters,
  'machine-config': ofMachines,
}

export const operatorReports: readonly (readonly [name: OperatorName, report: Report])[] = operatorNames.map((name) => [
  name,
  reports[name] ?? well,
])

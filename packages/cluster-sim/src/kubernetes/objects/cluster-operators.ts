import { operatorNames } from '../../model/operators.ts'
import { age } from '../age.ts'
import { condition, type Item, metadata, resource } from '../resource.ts'
import type { Snapshot } from '../snapshot.ts'

/** What an operator reports of itself; one that has nothing to say is available and well. */
interface Report {
  unavailable?: string | undefined
  degraded?: string | undefined
  progressing?: string | undefined
}

/** What those operators report that watch what is simulated; the others are well. */
const reports: Partial<Record<(typeof operatorNames)[number], (cluster: Snapshot) => Report>> = {
  etcd: reportOfEtcd,
  'kube-apiserver': reportOfMasters,
  'kube-controller-manager': reportOfMasters,
  'kube-scheduler': reportOfMasters,
  'machine-config': reportOfMachineConfig,
}

export const clusterOperators = resource({
  group: 'config.openshift.io',
  kind: 'ClusterOperator',
  shortNames: ['co'],
  columns: [
    { name: 'Version' },
    { name: 'Available' },
    { name: 'Progressing' },
    { name: 'Degraded' },
    { name: 'Since' },
    { name: 'Message' },
  ],
  items: (cluster) => operatorNames.map((name) => operatorItem(name, reports[name]?.(cluster) ?? {}, cluster)),
})

function operatorItem(name: string, report: Report, { topology, installedAt, time }: Snapshot): Item {
  const { unavailable, degraded, progressing } = report
  const reason = (message: string | undefined) => (message === undefined ? 'AsExpected' : message.split(':')[0])
  const tell = (type: string, status: boolean, message: string | undefined) =>
    condition(type, status, message === undefined ? installedAt : time, reason(message), message)
  const conditions = [
    tell('Available', unavailable === undefined, unavailable),
    tell('Progressing', progressing !== undefined, progressing),
    tell('Degraded', degraded !== undefined, degraded),
    condition('Upgradeable', true, installedAt),
  ]
  const [available, isProgressing, isDegraded] = conditions.map(({ status }) => status)
  return {
    object: {
      metadata: metadata({ kind: 'ClusterOperator', name, created: installedAt }),
      spec: {},
      status: { conditions, versions: [{ name: 'operator', version: topology.version }] },
    },
    cells: [
      topology.version,
      available ?? '',
      isProgressing ?? '',
      isDegraded ?? '',
      age(unavailable === undefined ? installedAt : time, time),
      unavailable ?? degraded ?? progressing ?? '',
    ],
  }
}

function reportOfEtcd({ members }: Snapshot): Report {
  const down = members.filter(({ running }) => !running).map(({ node }) => node)
  const full = members.filter(({ alarms }) => alarms.length > 0).map(({ node }) => node)
  const problems = [
    ...(down.length === 0
      ? []
      : [
          `${members.length - down.length} of ${members.length} members are available, ${down.join(', ')} is unhealthy`,
        ]),
    ...(full.length === 0 ? [] : [`alarm NOSPACE on ${full.join(', ')}`]),
  ]
  return {
    unavailable: members.some(({ isLeader }) => isLeader) ? undefined : 'EtcdMembers_NoQuorum: etcd has lost quorum',
    degraded: problems.length === 0 ? undefined : `EtcdMembers_UnhealthyMembers: ${problems.join('; ')}`,
  }
}

function reportOfMasters({ topology, isReady }: Snapshot): Report {
  const away = topology.nodes.filter(({ name, role }) => role === 'control-plane' && !isReady(name))
  if (away.length === 0) return {}
  const names = away.map(({ name }) => name).join(', ')
  return { degraded: `NodeController_MasterNodesReady: The master nodes not ready: ${names}` }
}

function reportOfMachineConfig({ upgrade }: Snapshot): Report {
  return { progressing: upgrade && `Progressing: Working towards ${upgrade.version}` }
}

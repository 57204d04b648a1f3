import { tableSize } from '../model/connections.ts'
import { quotaBytes } from '../model/database-growth.ts'
import { shareBeyond } from '../model/delay.ts'
import type { MemberModel, Model } from '../model/model.ts'
import type { NodeNetwork } from '../model/node-network.ts'
import { halfMinutes } from '../model/signals.ts'
import type { Gauge, Signal, Target } from '../samples/family.ts'
import type { AlertRule } from './alert-rule.ts'
import { gauges } from './families.ts'
import { nic } from './node-network.ts'
import { ovnAlerts } from './ovn/ovn-alerts.ts'

/** How finely it is asked since when a condition holds. Seconds. */
const evaluated = 30
/** A condition that holds longer than this is told to have begun then. Seconds. */
const longest = 6 * 3600

const etcd = { job: 'etcd', namespace: 'openshift-etcd' }
const nodeExporter = { job: 'node-exporter', namespace: 'openshift-monitoring' }

function perMember(holds: (member: MemberModel, model: Model, time: number) => boolean): AlertRule['subjects'] {
  return (model) =>
    model.members.map((each) => ({
      labels: { ...etcd, pod: each.member.name, instance: `${each.member.address}:9979` },
      holds: (time) => each.runs(time) && holds(each, model, time),
    }))
}

/** Nodes that are in no trouble have none of these alerts. */
function perTroubledNode(
  labels: Readonly<Record<string, string>>,
  holds: (network: NodeNetwork, time: number) => boolean,
): AlertRule['subjects'] {
  return ({ nodes, troubles }) =>
    nodes
      .filter(({ node }) => troubles.of(node.name) !== undefined)
      .map(({ node, network, runs }) => ({
        labels: { ...nodeExporter, instance: node.name, ...labels },
        holds: (time) => runs(time) && holds(network, time),
      }))
}

/** Alerts of OpenShift's etcd, node and network rules, as far as the model can tell whether they hold. */
const rules: readonly AlertRule[] = [
  {
    name: 'etcdMembersDown',
    severity: 'critical',
    after: 1200,
    subjects: (model) => [{ labels: etcd, holds: (time) => model.members.some(({ runs }) => !runs(time)) }],
  },
  {
    name: 'etcdNoLeader',
    severity: 'critical',
    after: 60,
    subjects: perMember(({ member }, { consensus }, time) => !consensus.hasLeader(member.name, time)),
  },
  {
    name: 'etcdHighFsyncDurations',
    severity: 'warning',
    after: 600,
    subjects: perMember(({ disk }, _, time) => shareBeyond(disk.fsync(time), 0.5) > 0.01),
  },
  {
    name: 'etcdHighCommitDurations',
    severity: 'warning',
    after: 600,
    subjects: perMember(({ disk }, _, time) => shareBeyond(disk.commit(time), 0.5) > 0.01),
  },
  {
    name: 'etcdMemberCommunicationSlow',
    severity: 'warning',
    after: 600,
    subjects: perMember(({ member }, { members, network }, time) =>
      members.some(
        (peer) =>
          peer.member !== member && shareBeyond(network.probe(member.name, peer.member.name, time), 0.15) > 0.01,
      ),
    ),
  },
  {
    name: 'etcdHighNumberOfLeaderChanges',
    severity: 'warning',
    after: 300,
    subjects: (model) => [
      {
        labels: etcd,
        holds: (time) =>
          model.leadership
            .until(time)
            .filter(({ from, leader }) => leader !== undefined && from > time - 600 && from <= time).length > 5,
      },
    ],
  },
  {
    name: 'etcdDatabaseQuotaLowSpace',
    severity: 'warning',
    after: 600,
    subjects: perMember(({ store }, _, time) => store.size(time) > 0.75 * quotaBytes),
  },
  {
    name: 'etcdDatabaseQuotaLowSpace',
    severity: 'critical',
    after: 600,
    subjects: perMember(({ store }, _, time) => store.size(time) > 0.85 * quotaBytes),
  },
  {
    name: 'etcdExcessiveDatabaseGrowth',
    severity: 'warning',
    after: 600,
    subjects: perMember(({ store }, _, time) => 2 * store.size(time) - store.size(time - 14_400) > quotaBytes),
  },
  {
    name: 'etcdDatabaseHighFragmentationRatio',
    severity: 'warning',
    after: 600,
    subjects: perMember(
      ({ store }, _, time) => store.inUse(time) / store.size(time) < 0.5 && store.inUse(time) > 100 * 2 ** 20,
    ),
  },
  {
    name: 'NodeNetworkReceiveErrs',
    severity: 'warning',
    after: 3600,
    subjects: perTroubledNode(
      { device: nic },
      ({ damaged, packetsIn }, time) => damaged(time) > 0.01 * packetsIn(time),
    ),
  },
  {
    name: 'NodeHighNumberConntrackEntriesUsed',
    severity: 'warning',
    after: 0,
    subjects: perTroubledNode({}, ({ connections }, time) => connections.kept(time) > 0.75 * tableSize),
  },
  {
    name: 'KubeNodeNotReady',
    severity: 'warning',
    after: 900,
    subjects: ({ topology, lifecycle }) =>
      topology.nodes.map(({ name }) => ({
        labels: { node: name, namespace: 'openshift-monitoring' },
        holds: (time) => !lifecycle.nodeRuns(name, time),
      })),
  },
  ...ovnAlerts,
]

/** What Prometheus' own rules come to: the alerts that are pending or firing, and one that always is. */
export function alertsTarget(model: Model): Target {
  const alerts = rules.flatMap(({ name, severity, after, subjects }) =>
    subjects(model).map(({ labels, holds }) => ({
      labels: { alertname: name, severity, ...labels },
      after,
      since: sinceWhen(holds, model.faults.begin),
    })),
  )
  const told = (state: 'pending' | 'firing'): readonly Gauge[] =>
    alerts.map(({ labels, after, since }) => ({
      labels: { ...labels, alertstate: state },
      value: (time) => (since(time) + after <= time === (state === 'firing') && since(time) <= time ? 1 : Number.NaN),
    }))
  const watchdog = { alertname: 'Watchdog', severity: 'none', namespace: 'openshift-monitoring' }
  return {
    scraped: false,
    labels: {},
    honorLabels: true,
    intervalSeconds: evaluated,
    families: [
      gauges('ALERTS', 'Alerts that are pending or firing.', () => [
        { labels: { ...watchdog, alertstate: 'firing' }, value: () => 1 },
        ...told('pending'),
        ...told('firing'),
      ]),
      gauges('ALERTS_FOR_STATE', 'Since when alerts are active.', () => [
        ...alerts.map(
          ({ labels, since }): Gauge => ({ labels, value: (time) => (since(time) <= time ? since(time) : Number.NaN) }),
        ),
      ]),
    ],
    answers: () => 1,
    scrapeSeconds: () => 0,
    starts: [],
  }
}

/** Since when a condition holds at a time; infinity where it does not, as none does before a fault. */
function sinceWhen(holds: (time: number) => boolean, begin: number): Signal {
  const during = halfMinutes((time) => {
    if (!holds(time)) return Number.POSITIVE_INFINITY
    let since = time
    while (time - since < longest && since > begin && holds(since - evaluated)) since -= evaluated
    return since
  })
  return (time) => (time < begin ? Number.POSITIVE_INFINITY : during(time))
}

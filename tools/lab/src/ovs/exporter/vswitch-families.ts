import { type Control, integrationBridge } from '../control.ts'
import { parseCoverage } from '../parse/coverage.ts'
import { parseDatapaths } from '../parse/datapaths.ts'
import { parseFlowCount } from '../parse/flow-count.ts'
import { interfaceColumns, type OvsInterface, parseInterfaces } from '../parse/interfaces.ts'
import { parseMemory } from '../parse/memory.ts'
import { counterFamilies, vswitchdCounters } from './daemon-metrics.ts'
import { type Family, gauge } from './exposition.ts'

/** The questions to Open vSwitch, each with what OVN-Kubernetes exports of its answer. */
export const vswitchQuestions: readonly ((control: Control) => Promise<Family[]>)[] = [
  async (control) => datapathFamilies(await control.appctl('ovs-vswitchd', 'dpctl/show')),
  async (control) =>
    counterFamilies(
      'ovs_vswitchd',
      vswitchdCounters,
      parseCoverage(await control.appctl('ovs-vswitchd', 'coverage/show')),
    ),
  async (control) => threadFamilies(await control.appctl('ovs-vswitchd', 'memory/show')),
  async (control) => await bridgeFamilies(control),
  async (control) => {
    const list = ['--format=json', `--columns=${interfaceColumns}`, 'list', 'Interface']
    return interfaceFamilies(parseInterfaces(await control.vsctl(...list)))
  },
]

/** A counter of a datapath is a gauge in OVN-Kubernetes. */
export function datapathFamilies(text: string): Family[] {
  const datapaths = parseDatapaths(text)
  const named = (name: string, value: number, datapath: string) => gauge(`ovs_vswitchd_dp_${name}`, value, { datapath })
  return [
    gauge('ovs_vswitchd_dp_total', datapaths.length),
    ...datapaths.flatMap(({ name, type, hit, missed, lost, flows, ports }) => [
      gauge('ovs_vswitchd_dp', 1, { datapath: name, type }),
      named('packets_total', hit + missed, name),
      named('flows_lookup_hit', hit, name),
      named('flows_lookup_missed', missed, name),
      named('flows_lookup_lost', lost, name),
      named('flows_total', flows, name),
      named('if_total', ports, name),
    ]),
  ]
}

function threadFamilies(text: string): Family[] {
  const memory = parseMemory(text)
  return ['handlers', 'revalidators'].map((kind) => gauge(`ovs_vswitchd_${kind}_total`, memory.get(kind)))
}

async function bridgeFamilies(control: Control): Promise<Family[]> {
  const bridges = (await control.vsctl('list-br')).split('\n').filter((bridge) => bridge !== '')
  const families = bridges.map(async (bridge) => {
    const flows = parseFlowCount(await control.aggregate(bridge))
    return [
      gauge('ovs_vswitchd_bridge', 1, { bridge }),
      gauge('ovs_vswitchd_bridge_flows_total', flows, { bridge }),
      ...(bridge === integrationBridge ? [gauge('ovn_controller_integration_bridge_openflow_total', flows)] : []),
    ]
  })
  return [gauge('ovs_vswitchd_bridge_total', bridges.length), ...(await Promise.all(families)).flat()]
}

/** Sums over the interfaces that there are: they fall when a pod goes. */
export function interfaceFamilies(interfaces: readonly OvsInterface[]): Family[] {
  const sum = (of: (each: OvsInterface) => number | undefined) =>
    interfaces.reduce((total, each) => total + (of(each) ?? 0), 0)
  const statistic = (name: string) =>
    gauge(
      `ovs_vswitchd_interface_${name}_total`,
      sum(({ statistics }) => statistics.get(name)),
    )
  return [
    gauge('ovs_vswitchd_interfaces_total', interfaces.length),
    gauge(
      'ovs_vswitchd_interface_resets_total',
      sum(({ resets }) => resets),
    ),
    ...['rx_dropped', 'tx_dropped', 'rx_errors', 'tx_errors', 'collisions'].map(statistic),
    gauge('ovn_controller_integration_bridge_geneve_ports', interfaces.filter(({ type }) => type === 'geneve').length),
  ]
}

import { runCommand } from '../machine/command.ts'
import type { LabPaths } from '../machine/paths.ts'
import { requireProgram } from '../machine/programs.ts'
import { addNamespace, insideNamespace, ip } from '../network/namespaces.ts'
import { type Control, integrationBridge } from './control.ts'

/** A namespace that stands for a pod: one port of the logical switch. */
export interface Pod {
  name: string
  namespace: string
  address: string
  mac: string
}

const logicalSwitch = 'lab'
const device = 'eth0'

/** The namespace that vswitchd and ovn-controller run in, so that no bridge appears among the machine's own devices. */
export const switchNamespace = (paths: LabPaths): string => `${paths.prefix}-ovs`

/** Two pods, with addresses of the range that RFC 2544 sets aside for tests. */
export function planPods(paths: LabPaths): [Pod, Pod] {
  const pod = (number: number): Pod => ({
    name: `pod${number}`,
    namespace: `${paths.prefix}-pod${number}`,
    address: `198.18.9.${number}`,
    mac: `0a:00:00:00:00:0${number}`,
  })
  return [pod(1), pod(2)]
}

/** Makes a pod as OVN-Kubernetes does: a logical port, a veth, and the port's name on the interface for ovn-controller to bind. */
export async function addPod(paths: LabPaths, control: Control, pod: Pod, signal?: AbortSignal): Promise<void> {
  const { name, namespace, address, mac } = pod
  const host = switchNamespace(paths)
  await addNamespace(namespace, signal)
  const pair = ['name', name, 'netns', host, 'type', 'veth', 'peer', 'name', device, 'netns', namespace]
  await ip(['link', 'add', ...pair], signal)
  await ip(['-n', namespace, 'link', 'set', device, 'address', mac], signal)
  await ip(['-n', namespace, 'addr', 'add', `${address}/24`, 'dev', device], signal)
  // A veth leaves checksums to a device that is none, and the userspace datapath hands on what it reads.
  await runCommand(insideNamespace(namespace, [requireProgram('ethtool'), '-K', device, 'tx', 'off']), { signal })
  await ip(['-n', namespace, 'link', 'set', device, 'up'], signal)
  await ip(['-n', host, 'link', 'set', name, 'up'], signal)
  await control.nbctl('--may-exist', 'ls-add', logicalSwitch)
  await control.nbctl('lsp-add', logicalSwitch, name, '--', 'lsp-set-addresses', name, `${mac} ${address}`)
  const interfaceId = ['set', 'Interface', name, `external_ids:iface-id=${name}`]
  await control.vsctl('--no-wait', 'add-port', integrationBridge, name, '--', ...interfaceId)
}

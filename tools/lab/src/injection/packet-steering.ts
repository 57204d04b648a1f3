import { runCommand } from '../machine/command.ts'
import { insideNamespace, memberDevice } from '../network/namespaces.ts'
import type { Injector } from './injector.ts'
import { writePacketSteering } from './undo.ts'

/** Lets the CPUs of `mask` (hexadecimal) take the packets that a namespace's device receives. */
export async function steerPackets({ later, signal }: Injector, namespace: string, mask: string): Promise<void> {
  const file = `/sys/class/net/${memberDevice}/queues/rx-0/rps_cpus`
  const value = (await runCommand(insideNamespace(namespace, ['cat', file]), { signal })).trim()
  later({ kind: 'packet-steering', namespace, device: memberDevice, value })
  await writePacketSteering(namespace, memberDevice, mask)
}

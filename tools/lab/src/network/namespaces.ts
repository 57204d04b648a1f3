import { existsSync } from 'node:fs'
import { runCommand } from '../machine/command.ts'
import { requireProgram } from '../machine/programs.ts'

/** Members are 198.18.0.11 and up: the range that RFC 2544 sets aside for tests, inside our namespaces only. */
export const memberAddress = (index: number): string => `198.18.0.${11 + index}`
const monitorAddress = '198.18.0.1'

/** Every namespace's only way out. */
export const memberDevice = 'eth0'

export interface NamespacePlan {
  members: string[]
  monitor: string
  /** Holds the bridge, in mode `bridge`. */
  switch: string
}

export function namespacePlan(prefix: string, members: number): NamespacePlan {
  return {
    members: Array.from({ length: members }, (_, index) => `${prefix}-m${index + 1}`),
    monitor: `${prefix}-mon`,
    switch: `${prefix}-sw`,
  }
}

/** The command as it must be started to run inside a namespace; `ip netns exec` becomes the program, so the pid is its own. */
export function insideNamespace(namespace: string | undefined, argv: readonly string[]): string[] {
  return namespace === undefined ? [...argv] : [requireProgram('ip'), 'netns', 'exec', namespace, ...argv]
}

export function namespaceExists(namespace: string): boolean {
  return existsSync(`/run/netns/${namespace}`)
}

export async function addNamespace(namespace: string, signal?: AbortSignal): Promise<void> {
  await ip(['netns', 'add', namespace], signal)
  await ip(['-n', namespace, 'link', 'set', 'lo', 'up'], signal)
}

/** Removing a namespace that is gone is no error. */
export async function removeNamespace(namespace: string, signal?: AbortSignal): Promise<void> {
  if (namespaceExists(namespace)) await ip(['netns', 'del', namespace], signal)
}

/**
 * Gives each namespace its address once its device exists. A long queue: with the default of 500 frames the switch
 * drops above some 30 MB/s, and that would look like loss.
 */
export async function configureAddresses(plan: NamespacePlan, signal?: AbortSignal): Promise<void> {
  const all = [
    ...plan.members.map((namespace, index) => [namespace, memberAddress(index)] as const),
    [plan.monitor, monitorAddress] as const,
  ]
  for (const [namespace, address] of all) {
    await ip(['-n', namespace, 'addr', 'add', `${address}/24`, 'dev', memberDevice], signal)
    await ip(['-n', namespace, 'link', 'set', memberDevice, 'txqueuelen', '20000', 'up'], signal)
  }
}

/** Joins the namespaces by a bridge in a namespace of its own; port `sw<n>` belongs to the n-th of them. */
export async function buildBridge(plan: NamespacePlan, signal?: AbortSignal): Promise<void> {
  await ip(['-n', plan.switch, 'link', 'add', 'br0', 'type', 'bridge'], signal)
  await ip(['-n', plan.switch, 'link', 'set', 'br0', 'up'], signal)
  for (const [index, namespace] of [...plan.members, plan.monitor].entries()) {
    const port = bridgePort(index)
    await ip(
      [
        'link',
        'add',
        'name',
        port,
        'netns',
        plan.switch,
        'type',
        'veth',
        'peer',
        'name',
        memberDevice,
        'netns',
        namespace,
      ],
      signal,
    )
    await ip(['-n', plan.switch, 'link', 'set', port, 'master', 'br0', 'up'], signal)
  }
}

export const bridgePort = (index: number): string => `sw${index + 1}`

export async function ip(args: string[], signal?: AbortSignal): Promise<string> {
  return await runCommand([requireProgram('ip'), ...args], { signal })
}

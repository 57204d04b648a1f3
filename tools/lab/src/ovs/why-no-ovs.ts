import { existsSync } from 'node:fs'
import { type ProgramName, whyNoProgram } from '../machine/programs.ts'
import { whyNotNetwork } from '../needs.ts'

const programs: readonly ProgramName[] = [
  'ovsVswitchd',
  'ovsVsctl',
  'ovsAppctl',
  'ovsOfctl',
  'ovsdbServer',
  'ovsdbTool',
  'ovnNorthd',
  'ovnController',
  'ovnNbctl',
  'ovnSbctl',
  'ethtool',
  'prometheus',
]

/** Why this machine cannot run Open vSwitch and OVN; `undefined` when it can. */
export function whyNoOvs(): string | undefined {
  // The userspace datapath makes each bridge's own port a TAP device.
  const noTaps = existsSync('/dev/net/tun') ? undefined : 'bridges need /dev/net/tun'
  return whyNotNetwork('bridge') ?? noTaps ?? programs.map(whyNoProgram).find((why) => why !== undefined)
}

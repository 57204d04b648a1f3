import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { runCommand, searchPath } from './command.ts'
import { fetchedPrograms } from './paths.ts'

/** Every program that the lab or a suite may run: its file name and the Debian package that holds it. */
const programs = {
  etcd: { file: 'etcd', debian: 'etcd-server' },
  etcdctl: { file: 'etcdctl', debian: 'etcd-client' },
  prometheus: { file: 'prometheus', debian: 'prometheus' },
  prometheus3: { file: 'prometheus-3', debian: 'prometheus' },
  promtool: { file: 'promtool', debian: 'prometheus' },
  nodeExporter: { file: 'prometheus-node-exporter', debian: 'prometheus-node-exporter' },
  victoriaMetrics: { file: 'victoria-metrics', debian: 'victoria-metrics' },
  strace: { file: 'strace', debian: 'strace' },
  ip: { file: 'ip', debian: 'iproute2' },
  tc: { file: 'tc', debian: 'iproute2' },
  nft: { file: 'nft', debian: 'nftables' },
  cc: { file: 'cc', debian: 'gcc' },
  mkfs: { file: 'mkfs.ext4', debian: 'e2fsprogs' },
  mount: { file: 'mount', debian: 'mount' },
  influxd: { file: 'influxd', debian: 'influxdb' },
  chromium: { file: 'chromium', debian: 'chromium' },
  prlimit: { file: 'prlimit', debian: 'util-linux' },
  ethtool: { file: 'ethtool', debian: 'ethtool' },
  ovsVswitchd: { file: 'ovs-vswitchd', debian: 'openvswitch-switch' },
  ovsVsctl: { file: 'ovs-vsctl', debian: 'openvswitch-switch' },
  ovsAppctl: { file: 'ovs-appctl', debian: 'openvswitch-common' },
  ovsOfctl: { file: 'ovs-ofctl', debian: 'openvswitch-common' },
  ovsdbServer: { file: 'ovsdb-server', debian: 'openvswitch-common' },
  ovsdbTool: { file: 'ovsdb-tool', debian: 'openvswitch-common' },
  ovnNorthd: { file: 'ovn-northd', debian: 'ovn-central' },
  ovnController: { file: 'ovn-controller', debian: 'ovn-host' },
  ovnNbctl: { file: 'ovn-nbctl', debian: 'ovn-common' },
  ovnSbctl: { file: 'ovn-sbctl', debian: 'ovn-common' },
} as const

export type ProgramName = keyof typeof programs

/** The Debian packages of all programs, for the check that CI installs each of them. */
export const debianPackages: readonly string[] = [
  ...new Set(Object.values(programs).map(({ debian }) => debian)),
].sort()

/** Where a program is: what `pnpm lab fetch` unpacked first, then PATH; `undefined` when it is nowhere. */
function findProgram(name: ProgramName): string | undefined {
  return findFile(programs[name].file)
}

/** Why a program cannot be run, with the package that holds it; `undefined` when it is there. */
export function whyNoProgram(name: ProgramName): string | undefined {
  const { file, debian } = programs[name]
  return findProgram(name) === undefined ? `${file} is not installed (Debian package ${debian})` : undefined
}

/** Like findProgram, but a missing program is an error that names its Debian package. */
export function requireProgram(name: ProgramName): string {
  const found = findProgram(name)
  if (found !== undefined) return found
  const { file, debian } = programs[name]
  throw new AppError('not_found', `The lab needs ${file}, which is not on this machine.`, {
    hint: `Install the Debian package ${debian}: apt-get install --no-install-recommends ${debian}`,
  })
}

/** A program that the caller names by path must exist and be executable. */
export function requireFile(path: string): string {
  if (isExecutable(path)) return path
  throw new AppError('not_found', `${path} is not an executable file.`, {
    hint: 'Give the path of the program itself.',
  })
}

/**
 * A kubectl of at least 1.24, the first with `create token`, or `undefined`.
 * Fetched ones come first; what PATH holds is asked for its version.
 */
export async function findKubectl(signal?: AbortSignal): Promise<string | undefined> {
  for (const path of allFiles('kubectl')) {
    const version = await runCommand([path, 'version', '--client'], { timeoutMs: 10_000, signal }).catch(() => '')
    const minor = /v1\.(\d+)/.exec(version)?.[1]
    if (minor !== undefined && Number(minor) >= 24) return path
  }
  return undefined
}

function findFile(file: string): string | undefined {
  return allFiles(file)[0]
}

function allFiles(file: string): string[] {
  return [fetchedPrograms, ...searchPath.split(':')]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, file))
    .filter(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

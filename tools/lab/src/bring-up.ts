import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { startBackgroundLoad } from './load/background.ts'
import { type LoadOptions, steadyFlags } from './load/options.ts'
import { blockDeviceOf } from './machine/block-device.ts'
import { runCommand } from './machine/command.ts'
import { freePorts } from './machine/free-ports.ts'
import { type LabPaths, labPaths } from './machine/paths.ts'
import { isAlive, type LabProcess } from './machine/processes.ts'
import { requireFile, requireProgram } from './machine/programs.ts'
import { bestNetwork, whyNoOwnDisk, whyNotNetwork } from './needs.ts'
import { memberAddress, namespacePlan } from './network/namespaces.ts'
import { buildNetwork } from './network/network.ts'
import { startRelay } from './network/relay.ts'
import { clientUrl, startMember, waitForMembers } from './servers/etcd.ts'
import { intervalSeconds, startExporter, startPrometheus, waitForTargets } from './servers/monitoring.ts'
import { mountOwnDisk, removeOwnDisk } from './servers/storage.ts'
import { bootId, type LabState, type Member, type NetworkMode, readState, updateState, writeState } from './state.ts'
import { tearDown } from './tear-down.ts'

export interface LabOptions {
  /** Where the lab keeps its files; `.lab` of the checkout by default. Two directories are two labs. */
  directory?: string | undefined
  /** The best that the machine can do, by default. */
  network?: NetworkMode | undefined
  /** Scrape interval, `2s` by default. */
  interval?: string | undefined
  /** How many etcd members: 1, 3 (the default) or 5. */
  members?: number | undefined
  /** Paths of programs to use instead of those that are found. */
  etcd?: string | undefined
  prometheus?: string | undefined
  /** Bytes that a database may hold; 8 GiB by default, as on OpenShift. */
  quotaBytes?: number | undefined
  /** A load that runs until the lab ends. */
  load?: LoadOptions | undefined
  signal?: AbortSignal | undefined
}

const defaultQuota = 8 * 1024 ** 3

/**
 * Starts a lab and returns once etcd is healthy and Prometheus scrapes every target. A start that fails takes back
 * what it had done. Throws `conflict` when a lab runs in the same directory, `not_found` when a program is missing.
 */
export async function bringUp(options: LabOptions = {}): Promise<LabState> {
  const paths = labPaths(options.directory)
  const left = readState(paths)
  if (left?.bootId === bootId() && left.processes.some(isAlive)) {
    throw new AppError('conflict', `A lab already runs in ${paths.directory}.`, { hint: 'End it first: pnpm lab down' })
  }
  if (left) await tearDown(paths)
  const state = await planLab(paths, options)
  // Where the state was lost, a disk may still be mounted; what is on it must not be deleted through the mount.
  for (const name of existsSync(paths.data) ? readdirSync(paths.data) : []) await removeOwnDisk(join(paths.data, name))
  for (const folder of [paths.logs, paths.data]) rmSync(folder, { recursive: true, force: true })
  for (const folder of [paths.logs, paths.data]) mkdirSync(folder, { recursive: true })
  writeState(paths, state)
  try {
    return await startEverything(paths, options)
  } catch (error) {
    await tearDown(paths)
    throw error
  }
}

async function planLab(paths: LabPaths, options: LabOptions): Promise<LabState> {
  const { interval = '2s', members: count = 3, quotaBytes = defaultQuota } = options
  intervalSeconds(interval)
  if (![1, 3, 5].includes(count)) {
    throw new AppError('invalid_input', `A lab of ${count} members`, { hint: 'Give 1, 3 or 5 members.' })
  }
  const network = options.network ?? bestNetwork()
  const why = whyNotNetwork(network)
  if (why !== undefined) {
    throw new AppError('invalid_input', `This machine cannot run --net ${network}: ${why}.`, {
      hint: 'Use --net loopback, which needs nothing, or leave --net out.',
    })
  }
  const etcd = options.etcd === undefined ? requireProgram('etcd') : requireFile(options.etcd)
  const prometheus = options.prometheus === undefined ? requireProgram('prometheus') : requireFile(options.prometheus)
  return {
    format: 1,
    bootId: bootId(),
    directory: paths.directory,
    prefix: paths.prefix,
    network,
    interval,
    quotaBytes,
    programs: {
      etcd,
      etcdctl: requireProgram('etcdctl'),
      prometheus,
      promtool: requireProgram('promtool'),
      nodeExporter: requireProgram('nodeExporter'),
    },
    versions: { etcd: await versionOf(etcd, options.signal), prometheus: await versionOf(prometheus, options.signal) },
    ...(network === 'loopback' ? await planLoopback(paths, count) : planNamespaces(paths, count, network)),
    processes: [],
    mounts: [],
    faults: [],
    ready: false,
  }
}

async function versionOf(program: string, signal?: AbortSignal): Promise<string> {
  const text = await runCommand([program, '--version'], { signal })
  const version = /\d+\.\d+\.\d+/.exec(text)?.[0]
  if (version !== undefined) return version
  throw new AppError('not_found', `${program} does not tell its version`, {
    hint: 'Give the path of the program itself.',
  })
}

type Plan = Pick<LabState, 'members' | 'namespaces' | 'prometheusAddress' | 'prometheusUrl' | 'monitorNamespace'>

function planNamespaces(paths: LabPaths, count: number, network: NetworkMode): Plan {
  const plan = namespacePlan(paths.prefix, count)
  const members = plan.members.map((namespace, index) => ({
    ...planMember(paths, index),
    namespace,
    address: memberAddress(index),
    clientPort: 2379,
    peerPort: 2380,
    metricsPort: 9978,
    exporterPort: 9100,
    endpoint: '', // Known once the relay listens.
  }))
  const namespaces = [...plan.members, plan.monitor, ...(network === 'bridge' ? [plan.switch] : [])]
  return { members, namespaces, monitorNamespace: plan.monitor, prometheusAddress: '127.0.0.1:9090', prometheusUrl: '' }
}

async function planLoopback(paths: LabPaths, count: number): Promise<Plan> {
  const ports = await freePorts(count * 4 + 1)
  const take = () => ports.pop() ?? 0
  const members = Array.from({ length: count }, (_, index) => {
    const clientPort = take()
    return {
      ...planMember(paths, index),
      address: '127.0.0.1',
      clientPort,
      peerPort: take(),
      metricsPort: take(),
      exporterPort: take(),
      endpoint: `http://127.0.0.1:${clientPort}`,
    }
  })
  const prometheusAddress = `127.0.0.1:${take()}`
  return { members, namespaces: [], prometheusAddress, prometheusUrl: `http://${prometheusAddress}` }
}

function planMember(paths: LabPaths, index: number): Pick<Member, 'name' | 'node' | 'dataDirectory'> {
  const name = `m${index + 1}`
  return { name, node: `node${index + 1}`, dataDirectory: join(paths.data, name) }
}

async function startEverything(paths: LabPaths, { load, signal }: LabOptions): Promise<LabState> {
  const record = (process: LabProcess) => {
    updateState(paths, (state) => {
      state.processes.push(process)
    })
  }
  let state = updateState(paths, () => {})
  if (state.monitorNamespace !== undefined) {
    await buildNetwork(paths, state, record, signal)
    state = await relayEndpoints(paths, state, state.monitorNamespace, record)
  }
  state = await prepareStorage(paths, state, signal)
  for (const member of state.members) {
    await startMember(paths, state, member)
    record(await startExporter(paths, state, member))
  }
  record(await startPrometheus(paths, state))
  state = updateState(paths, () => {})
  await waitForMembers(state, 40_000, signal)
  await waitForTargets(state, 40_000, signal)
  if (load !== undefined) record(await startBackgroundLoad(paths, state, 'load', load))
  return updateState(paths, (latest) => {
    if (load !== undefined) latest.load = steadyFlags(load).join(' ')
    latest.quietSince = Date.now() / 1000
    latest.ready = true
  })
}

/** Publishes Prometheus and every member on this machine's loopback, on ports that are free. */
async function relayEndpoints(
  paths: LabPaths,
  state: LabState,
  namespace: string,
  record: (process: LabProcess) => void,
): Promise<LabState> {
  const members = state.members.map((member) => [member.name, clientUrl(member).replace('http://', '')])
  const targets = { ...Object.fromEntries(members), prometheus: state.prometheusAddress }
  const ports = await startRelay(paths, namespace, targets, record)
  return updateState(paths, (latest) => {
    latest.prometheusUrl = `http://127.0.0.1:${ports.prometheus}`
    for (const member of latest.members) member.endpoint = `http://127.0.0.1:${ports[member.name]}`
  })
}

/** Gives each member a disk of its own where the machine can, else (and on loopback) a plain folder. */
async function prepareStorage(paths: LabPaths, state: LabState, signal?: AbortSignal): Promise<LabState> {
  const ownDisks = state.network !== 'loopback' && whyNoOwnDisk() === undefined
  for (const { name, dataDirectory } of state.members) {
    mkdirSync(dataDirectory, { recursive: true })
    if (!ownDisks) continue
    updateState(paths, (latest) => {
      latest.mounts.push(dataDirectory)
    })
    await mountOwnDisk(dataDirectory, signal)
    updateState(paths, (latest) => {
      const member = latest.members.find((each) => each.name === name)
      const device = blockDeviceOf(dataDirectory)
      if (member && device) member.device = device
    })
  }
  return updateState(paths, () => {})
}

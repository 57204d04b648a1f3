import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { traffic } from '../injection/traffic-args.ts'
import type { LabPaths } from '../machine/paths.ts'
import { endProcess, isAlive, startProcess } from '../machine/processes.ts'
import { workerCommand } from '../machine/workers.ts'
import { addNamespace, insideNamespace } from '../network/namespaces.ts'
import { openControl } from './control.ts'
import { startOvn, startVswitch } from './daemons.ts'
import { flowsTo, type OvsFaultName, ovsFaults } from './faults.ts'
import {
  createOvsState,
  ovsPaths,
  readOvsState,
  recordedProcess,
  recordFault,
  recordProcess,
  requireOvsState,
} from './ovs-state.ts'
import { addPod, type Pod, planPods, switchNamespace } from './pods.ts'
import { type Scraping, startScraping } from './scraping.ts'
import { tearDownOvs } from './tear-down-ovs.ts'
import { whyNoOvs } from './why-no-ovs.ts'

/** A node's network of its own: Open vSwitch, OVN, two pods on one logical switch with a light load, an exporter and a Prometheus. */
export interface OvsLab extends Scraping {
  paths: LabPaths
  pods: readonly [Pod, Pod]
  /** Throws `conflict` while another fault is active. */
  injectFault(name: OvsFaultName): Promise<void>
  /** Ends the active fault; does nothing where there is none. */
  clearFault(): Promise<void>
  /** Ends and removes everything; see {@link stopOvs}. */
  stop(): Promise<void>
}

interface OvsOptions {
  /** The lab's directory, `.lab` of the checkout by default. */
  directory?: string | undefined
  signal?: AbortSignal | undefined
}

/** Longest wait for the first binding of a port, a change's way through all of OVN. */
const settleMs = 20_000

/** One flow between the pods, to a port that nobody listens on, so that health has hits in it. */
const steadyLoad = { port: 9, rate: 50, size: 64 }

/**
 * Starts Open vSwitch and OVN and returns once both pods are bound and Prometheus has scraped the exporter. A start that
 * fails takes back what it had done. Throws `invalid_input` where the machine cannot, `conflict` where one runs already.
 */
export async function startOvs({ directory, signal }: OvsOptions = {}): Promise<OvsLab> {
  const why = whyNoOvs()
  if (why !== undefined) {
    throw new AppError('invalid_input', `This machine cannot run Open vSwitch and OVN: ${why}.`, {
      hint: 'Run .ci/install-debian as root.',
    })
  }
  const paths = ovsPaths(directory)
  if (readOvsState(paths)?.processes.some(isAlive)) {
    throw new AppError('conflict', `Open vSwitch already runs in ${paths.directory}.`, { hint: 'Stop it: stopOvs()' })
  }
  await tearDownOvs(paths)
  const pods = planPods(paths)
  const namespaces = [switchNamespace(paths), ...pods.map(({ namespace }) => namespace)]
  createOvsState(paths, namespaces)
  try {
    for (const folder of [paths.logs, paths.data]) rmSync(folder, { recursive: true, force: true })
    for (const folder of [paths.logs, paths.data, paths.sockets]) mkdirSync(folder, { recursive: true, mode: 0o700 })
    await startNetwork(paths, pods, signal)
    await startTraffic(paths, 'load', traffic('udp-flood', { host: pods[1].address, ...steadyLoad }))
    const scraping = await startScraping(paths, signal)
    return {
      ...scraping,
      paths,
      pods,
      injectFault: (name) => injectFault(paths, name),
      clearFault: () => clearFault(paths),
      stop: async () => {
        await tearDownOvs(paths)
      },
    }
  } catch (error) {
    await tearDownOvs(paths)
    throw error
  }
}

/** Ends what runs in a lab's directory, also what another process has started; false where there is nothing. */
export async function stopOvs(directory?: string): Promise<boolean> {
  return await tearDownOvs(ovsPaths(directory))
}

async function startNetwork(paths: LabPaths, pods: readonly Pod[], signal?: AbortSignal): Promise<void> {
  const control = openControl(paths, { timeoutMs: settleMs, signal })
  await addNamespace(switchNamespace(paths), signal)
  await startVswitch(paths, control, signal)
  await startOvn(paths, control, signal)
  for (const pod of pods) await addPod(paths, control, pod, signal)
  await control.nbctl('--wait=hv', 'sync')
  for (const { name } of pods) await control.nbctl('wait-until', 'Logical_Switch_Port', name, 'up=true')
}

/** The name that a fault's traffic is on record under. */
const faultTraffic = 'fault'

async function injectFault(paths: LabPaths, name: OvsFaultName): Promise<void> {
  const active = requireOvsState(paths).fault
  if (active !== undefined) {
    throw new AppError('conflict', `The fault "${active}" is still active.`, { hint: 'Clear it first.' })
  }
  const [, to] = planPods(paths)
  const fault = ovsFaults[name]
  // Before it acts, so that whoever clears later knows what to take back.
  recordFault(paths, name)
  await openControl(paths).vsctl(...fault.settings)
  await startTraffic(paths, faultTraffic, flowsTo(to.address, fault))
}

/** Starts a traffic worker in the first pod and puts it on record. */
async function startTraffic(paths: LabPaths, name: string, args: string[]): Promise<void> {
  const argv = insideNamespace(planPods(paths)[0].namespace, workerCommand('traffic', args))
  recordProcess(paths, await startProcess({ name, argv, logFile: join(paths.logs, `${name}.log`) }))
}

async function clearFault(paths: LabPaths): Promise<void> {
  const [, fault] = Object.entries(ovsFaults).find(([name]) => name === requireOvsState(paths).fault) ?? []
  if (fault === undefined) return
  const process = recordedProcess(paths, faultTraffic)
  if (process !== undefined) await endProcess(process, 1_000)
  await openControl(paths).vsctl(...fault.undo)
  recordFault(paths, undefined)
}

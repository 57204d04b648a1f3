import { accessSync, constants, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { attachLab, type Lab, startLab, stopLab } from '../lab.ts'
import { labHome, labPaths } from '../machine/paths.ts'
import { findKubectl, type ProgramName, whyNoProgram } from '../machine/programs.ts'
import { needs, whyMissing } from '../needs.ts'
import { whyNoOvs } from '../ovs/why-no-ovs.ts'
import { requireState } from '../state.ts'
import { awaitData } from './await-data.ts'
import { type LeftOut, realRequired, realVariables } from './real-environment.ts'

const indispensable: readonly ProgramName[] = ['etcd', 'etcdctl', 'prometheus', 'promtool', 'nodeExporter']

const say = (text: string) => process.stderr.write(`[lab] ${text}\n`)

/**
 * Global setup of the suites against real servers: a lab of its own with a light load and a minute of data, told to
 * the suites by environment variables. With OCP_PERF_LAB_DIR set, the lab that runs there is used and left running.
 */
export default async function setUpRealSuites(): Promise<() => Promise<void>> {
  const given = process.env[realVariables.directory]
  const why = indispensable.map(whyNoProgram).find((reason) => reason !== undefined)
  if (why !== undefined) {
    if (realRequired(process.env)) {
      throw new AppError('not_found', `The real suites must run, but ${why}.`, {
        hint: 'Run .ci/install-debian as root.',
      })
    }
    const forget = await tell(undefined, { lab: why })
    return async () => forget()
  }
  const lab = given === undefined ? await startOwnLab() : attachLab(given)
  try {
    await awaitData(lab)
    const forget = await tell(lab, {})
    return async () => {
      forget()
      if (given === undefined) await lab.stop()
    }
  } catch (error) {
    if (given === undefined) await lab.stop()
    throw error
  }
}

/**
 * The directory carries our pid, so that two runs never meet. Logs stay to be read until the next run, which also ends
 * what a killed run left.
 */
async function startOwnLab(): Promise<Lab> {
  const home = labsHome()
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    const owner = /^real-(\d+)$/.exec(name)?.[1]
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue
    await stopLab(join(home, name))
    rmSync(join(home, name), { recursive: true, force: true })
  }
  say('starting etcd, node_exporter and Prometheus')
  return await startLab({ directory: join(home, `real-${process.pid}`), interval: '2s', load: { rate: 50 } })
}

const memory = '/dev/shm'

/** In memory where there is such a folder: a machine's own disk may be slower than a healthy etcd's, and then nothing is calm. */
function labsHome(): string {
  try {
    accessSync(memory, constants.W_OK)
    return join(memory, 'ocp-perf-labs')
  } catch {
    // Not every system has one.
    return labHome
  }
}

/** Tells the suites, by environment variables, what is there and what is left out; the result takes it back. */
async function tell(lab: Lab | undefined, reasons: LeftOut): Promise<() => void> {
  const leftOut: LeftOut = { ...reasons }
  const state = lab && requireState(labPaths(lab.directory))
  for (const need of needs) {
    const why = state === undefined ? reasons.lab : whyMissing(need, state)
    if (why !== undefined) leftOut[need] = why
  }
  const kubectl = await findKubectl()
  if (kubectl === undefined) leftOut.kubectl = 'no kubectl of at least 1.24 is here (`pnpm lab fetch` gets one)'
  const whyNoChromium = whyNoProgram('chromium')
  if (whyNoChromium !== undefined) leftOut.chromium = whyNoChromium
  const whyNoInflux = whyNoProgram('influxd')
  if (whyNoInflux !== undefined) leftOut.influxdb = whyNoInflux
  const whyNot = whyNoOvs()
  if (whyNot !== undefined) leftOut.ovs = whyNot
  const values: Record<string, string | undefined> = {
    [realVariables.leftOut]: JSON.stringify(leftOut),
    [realVariables.kubectl]: kubectl,
    [realVariables.prometheus]: lab?.prometheusUrl,
    [realVariables.etcd]: lab?.etcdEndpoints.join(','),
    [realVariables.directory]: lab?.directory,
    [realVariables.network]: lab?.network,
  }
  const earlier = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]))
  setEnvironment(values)
  for (const [need, why] of Object.entries(leftOut)) say(`suites that need ${need} are left out: ${why}`)
  if (lab) say(`ready: Prometheus ${lab.prometheusUrl}, network ${lab.network}`)
  return () => setEnvironment(earlier)
}

function setEnvironment(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

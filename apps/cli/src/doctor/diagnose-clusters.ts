import { completeChoice, loadRecording } from '@ocp-perf/analyzer'
import { AppError, reportError } from '@ocp-perf/errors'
import { locateConfig } from '@ocp-perf/metrics'
import { type ClusterConfig, clusterOfFile, type DiagnoseStep, diagnose, loadClusters } from '@ocp-perf/ocp-auth'
import { terminalLog } from '../open-cluster.ts'
import type { Terminal } from '../output/terminal.ts'
import type { ServerArgs } from '../servers/server-args.ts'

export interface Diagnosed {
  cluster: string
  steps: readonly DiagnoseStep[]
}

interface Options {
  terminal: Terminal
  signal: AbortSignal
}

const perClusterMs = 30_000

/** The way to each cluster that the flags and the configuration name, step by step; all at once. */
export async function diagnoseClusters(args: ServerArgs, options: Options): Promise<Diagnosed[]> {
  try {
    const clusters = await findClusters(args)
    return await Promise.all(
      clusters.map(async (config) => ({ cluster: config.name, steps: await diagnoseOne(config, options) })),
    )
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // Without a readable configuration there is no cluster to look at, and that is the finding.
    const { message, hint } = reportError(error)
    return [{ cluster: '(none)', steps: [{ step: 'clusters', outcome: 'failed', detail: message, hint }] }]
  }
}

async function findClusters(args: ServerArgs): Promise<readonly ClusterConfig[]> {
  const { cluster, from, config, 'prometheus-url': prometheusUrl } = args
  const choice = completeChoice({ config, cluster, from, prometheusUrl }, process.env)
  if (choice.from !== undefined) return [clusterOfFile(choice.from, process.env)]
  const configDir = locateConfig({ ...process.env, OCP_PERF_CONFIG: choice.config }, import.meta.url)
  const { clusters, current } = await loadClusters({ configDir, env: process.env })
  const wanted = choice.cluster ?? (prometheusUrl === undefined ? undefined : current)
  const chosen = wanted === undefined ? clusters : clusters.filter(({ name }) => name === wanted)
  if (chosen.length === 0) {
    throw new AppError('not_found', `There is no cluster ${JSON.stringify(wanted)}.`, {
      hint: `Clusters are ${clusters.map(({ name }) => name).join(', ')}.`,
    })
  }
  return chosen
}

async function diagnoseOne(config: ClusterConfig, { terminal, signal }: Options): Promise<DiagnoseStep[]> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(perClusterMs)])
  const steps = await diagnose(config, { signal: limited, log: terminalLog(terminal) })
  if (config.file === undefined || steps.some(({ outcome }) => outcome === 'failed')) return steps
  return [...steps, await readDump(config.file, { terminal, signal })]
}

/** A file that is there may still hold no dump. */
async function readDump(file: string, { terminal, signal }: Options): Promise<DiagnoseStep> {
  const step = 'samples'
  try {
    const { recording, close } = await loadRecording(file, { log: terminalLog(terminal), signal })
    await close()
    if (recording === undefined) return { step, outcome: 'failed', detail: 'It holds no sample.' }
    const time = (seconds: number) => new Date(seconds * 1000).toISOString()
    return {
      step,
      outcome: 'ok',
      detail: `${recording.name} runs from ${time(recording.start)} to ${time(recording.end)}.`,
    }
  } catch (error) {
    signal.throwIfAborted()
    // A doctor reports what is broken and goes on.
    const { message, hint } = reportError(error)
    return { step, outcome: 'failed', detail: message, hint }
  }
}

import { completeChoice, findClusters, isHistory, loadRecording } from '@ocp-perf/analyzer'
import { AppError, reportError } from '@ocp-perf/errors'
import { detectPlatform, loadProfiles, locateConfig, type Platform } from '@ocp-perf/metrics'
import { type ClusterConfig, type DiagnoseStep, diagnose } from '@ocp-perf/ocp-auth'
import { historyOf, openHere, terminalLog } from '../open-cluster.ts'
import type { Terminal } from '../output/terminal.ts'
import { choiceOf, type ServerArgs } from '../servers/server-args.ts'

export interface Diagnosed {
  cluster: string
  steps: readonly DiagnoseStep[]
}

interface Options {
  terminal: Terminal
  signal: AbortSignal
}

type DumpOptions = Options & { configDir: string }

const perClusterMs = 30_000

/** The way to each cluster that the flags and the configuration name, step by step; all at once. */
export async function diagnoseClusters(
  args: ServerArgs & { db?: string | undefined },
  options: Options,
): Promise<Diagnosed[]> {
  try {
    if (isHistory(completeChoice(choiceOf(args), process.env).from)) return await diagnoseRecorded(args, options)
    const { clusters, configDir } = await clustersMeant(args)
    return await Promise.all(
      clusters.map(async (config) => ({
        cluster: config.name,
        steps: await diagnoseOne(config, { ...options, configDir }),
      })),
    )
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // Without a readable configuration there is no cluster to look at, and that is the finding.
    const { message, hint } = reportError(error)
    return [{ cluster: '(none)', steps: [{ step: 'clusters', outcome: 'failed', detail: message, hint }] }]
  }
}

/** The clusters of the history, each with the time that its runs recorded. */
async function diagnoseRecorded(
  args: ServerArgs & { db?: string | undefined },
  { terminal, signal }: Options,
): Promise<Diagnosed[]> {
  const context = await openHere(args, { terminal, db: historyOf(args) })
  try {
    return await Promise.all(
      context.clusterNames.map(async (cluster): Promise<Diagnosed> => {
        const { recording } = (await context.source(cluster, signal)).source
        const { name = cluster, start = 0, end = 0 } = recording ?? {}
        const detail = `${name} runs from ${time(start)} to ${time(end)}.`
        return { cluster, steps: [{ step: 'samples', outcome: 'ok', detail }] }
      }),
    )
  } finally {
    await context.close()
  }
}

/** All clusters that are configured, or the one that is meant. */
async function clustersMeant(args: ServerArgs): Promise<{ clusters: readonly ClusterConfig[]; configDir: string }> {
  const choice = completeChoice(choiceOf(args), process.env)
  const configDir = locateConfig({ ...process.env, OCP_PERF_CONFIG: choice.config }, import.meta.url)
  const { clusters, current } = await findClusters(choice, configDir, process.env)
  const isOneMeant = choice.cluster !== undefined || choice.prometheusUrl !== undefined
  return { clusters: isOneMeant ? clusters.filter(({ name }) => name === current) : clusters, configDir }
}

async function diagnoseOne(config: ClusterConfig, options: DumpOptions): Promise<DiagnoseStep[]> {
  const { terminal, signal } = options
  const limited = AbortSignal.any([signal, AbortSignal.timeout(perClusterMs)])
  const steps = await diagnose(config, { signal: limited, log: terminalLog(terminal) })
  if (config.file === undefined || steps.some(({ outcome }) => outcome === 'failed')) return steps
  return [...steps, ...(await readDump(config.file, config, options))]
}

/** A file that is there may still hold no dump, or one of which no tool knows what it watches. */
async function readDump(file: string, config: ClusterConfig, options: DumpOptions): Promise<DiagnoseStep[]> {
  const { terminal, signal, configDir } = options
  const steps: DiagnoseStep[] = []
  let step = 'samples'
  try {
    const source = await loadRecording(file, { log: terminalLog(terminal), signal })
    try {
      const { name = file, start = 0, end = 0, warnings = [] } = source.recording ?? {}
      steps.push({ step, outcome: 'ok', detail: `${name} runs from ${time(start)} to ${time(end)}.` })
      steps.push(...warnings.map((detail) => ({ step: 'reading', outcome: 'skipped', detail }) as const))
      step = 'targets'
      const profiles = loadProfiles(configDir)
      const { profile: forced, selectors } = config
      steps.push({
        step,
        outcome: 'ok',
        detail: watched(await detectPlatform({ source, profiles, forced, selectors, signal })),
      })
    } finally {
      await source.close()
    }
  } catch (error) {
    signal.throwIfAborted()
    // A doctor reports what is broken and goes on.
    const { message, hint } = reportError(error)
    steps.push({ step, outcome: 'failed', detail: message, hint })
  }
  return steps
}

function watched({ profile, targets }: Platform): string {
  // A selector without a job narrows another one and has no targets of its own.
  const selectors = Object.entries(profile.selectors).flatMap(([name, { job }]) => (job === undefined ? [] : [name]))
  const of = (state: 'up' | 'down') => selectors.filter((name) => targets(name) === state)
  const [up, down] = [of('up'), of('down')]
  return `${up.join(', ')}${down.length > 0 ? `; down: ${down.join(', ')}` : ''}, by the names of ${profile.title}.`
}

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

import type { ClusterChoice } from '@ocp-perf/analyzer'
import { clusterArgs } from '../command.ts'

type Name = keyof typeof clusterArgs

const names = Object.keys(clusterArgs) as Name[]

/** What a command takes that its servers take too. */
export type ServerArgs = { [name in Name]?: string | undefined }

/** The flags of a server that mean the same as those of a command. */
export function serverArgs(args: ServerArgs): string[] {
  return names.flatMap((name) => {
    const value = args[name]
    return value === undefined ? [] : [`--${name}`, value]
  })
}

/** An environment in which this folder of configuration counts. */
export function withConfig(env: NodeJS.ProcessEnv, config: string | undefined): NodeJS.ProcessEnv {
  return config === undefined ? env : { ...env, OCP_PERF_CONFIG: config }
}

/** What these flags say of where to look, for what opens it in this process. */
export function choiceOf({ 'prometheus-url': prometheusUrl, cluster, from, config }: ServerArgs): ClusterChoice {
  return { prometheusUrl, cluster, from, config }
}

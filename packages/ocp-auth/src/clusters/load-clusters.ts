import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import type { z } from 'zod'
import { type ClusterConfig, clusterConfigSchema, clustersFileSchema } from '../config.ts'
import { fileErrorCode } from '../secret-file.ts'
import { environmentCluster, variableOf } from './environment.ts'
import { parseSettings, type SettingsFile } from './settings-file.ts'

export interface LoadClustersOptions {
  /** The folder of `clusters.yaml`, where there is one. */
  configDir: string
  env?: NodeJS.ProcessEnv | undefined
  /** Another file instead, which must exist; `OCP_PERF_CLUSTERS` names one too. */
  path?: string | undefined
}

export interface LoadedClusters {
  clusters: readonly ClusterConfig[]
  /** The cluster that is meant where none is named; undefined when several are configured and none is chosen. */
  current: string | undefined
  /** Where they were read: a file, or "the environment". */
  from: string
}

/**
 * The configured clusters: `clusters.yaml`, else one cluster `default` from environment variables. `${NAME}` in a value is
 * that environment variable (`$${` is a plain `${`), `~` is the home folder, relative paths are relative to the file.
 * Throws `invalid_input` with file, line and setting, never with a value.
 */
export async function loadClusters({
  configDir,
  env = process.env,
  path,
}: LoadClustersOptions): Promise<LoadedClusters> {
  const named = path ?? (env.OCP_PERF_CLUSTERS || undefined)
  const file = resolve(named ?? join(configDir, 'clusters.yaml'))
  const text = await readClustersFile(file, named !== undefined)
  if (text === undefined) {
    return { clusters: [fromEnvironment(env)], current: 'default', from: 'the environment' }
  }
  const settings = parseSettings(file, text)
  const parsed = clustersFileSchema.safeParse(substitute(settings.value, env, settings, []))
  if (!parsed.success) {
    throw new AppError(
      'invalid_input',
      parsed.error.issues
        .slice(0, 5)
        .map((issue) => located(issue, settings))
        .join('; '),
      {
        hint: 'config/clusters.example.yaml shows every setting.',
      },
    )
  }
  const clusters = parsed.data.clusters.map((cluster) => withAbsolutePaths(cluster, dirname(file), env))
  const [first, ...others] = clusters
  const current = parsed.data.current ?? (others.length === 0 ? first?.name : undefined)
  return { clusters, current, from: file }
}

async function readClustersFile(file: string, isNamed: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = fileErrorCode(error)
    if (code === 'ENOENT' && !isNamed) {
      return
    }
    throw new AppError('invalid_input', `The clusters file ${file} cannot be read (${code}).`, {
      hint: 'Check the path and that this user may read the file.',
      cause: error,
    })
  }
}

function fromEnvironment(env: NodeJS.ProcessEnv): ClusterConfig {
  const parsed = clusterConfigSchema.safeParse(environmentCluster(env))
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => {
      const setting = path.filter((key) => typeof key === 'string').join('.')
      return `${variableOf(setting) ?? `The environment (${setting})`}: ${message}`
    })
    throw new AppError('invalid_input', problems.join('; '), {
      hint: 'Correct the environment variable, or write config/clusters.yaml.',
    })
  }
  return withAbsolutePaths(parsed.data, process.cwd(), env)
}

function located(issue: z.core.$ZodIssue, settings: SettingsFile): string {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const key = [...issue.path, ...(unknownKey === undefined ? [] : [unknownKey])]
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
  const problem = unknownKey === undefined ? issue.message : 'no such setting'
  return `${settings.path}:${settings.lineOf(issue.path, unknownKey)}: ${key === '' ? '' : `${key}: `}${problem}`
}

function substitute(value: unknown, env: NodeJS.ProcessEnv, settings: SettingsFile, path: PropertyKey[]): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$(\$\{)|\$\{([^}]*)\}/g, (_, escaped: string | undefined, name: string) => {
      if (escaped !== undefined) {
        return escaped
      }
      const found = env[name]
      if (found === undefined) {
        const key = path.map(String).join('.')
        const where = `${settings.path}:${settings.lineOf(path)}: ${key}`
        throw new AppError('invalid_input', `${where}: the environment variable ${name} is not set.`, {
          hint: `Set ${name}, or name a file instead (token_file, password_file).`,
        })
      }
      return found
    })
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => substitute(item, env, settings, [...path, index]))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, substitute(item, env, settings, [...path, key])]),
    )
  }
  return value
}

function withAbsolutePaths(cluster: ClusterConfig, folder: string, env: NodeJS.ProcessEnv): ClusterConfig {
  const section = <T extends object>(settings: T): T => {
    const paths = Object.entries(settings)
      .filter(([key]) => key.endsWith('_file') || key === 'kubeconfig')
      .map(([key, path]) => [key, typeof path === 'string' ? absolute(path, folder, env) : path])
    return Object.assign({}, settings, Object.fromEntries(paths))
  }
  const { file, prometheus, kubernetes, etcd } = cluster
  return {
    ...cluster,
    ...(file === undefined ? {} : { file: absolute(file, folder, env) }),
    ...(prometheus === undefined ? {} : { prometheus: section(prometheus) }),
    ...(kubernetes === undefined ? {} : { kubernetes: section(kubernetes) }),
    ...(etcd === undefined ? {} : { etcd: section(etcd) }),
  }
}

function absolute(path: string, folder: string, env: NodeJS.ProcessEnv): string {
  const home = env.HOME || homedir()
  const expanded = path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path
  return isAbsolute(expanded) ? expanded : resolve(folder, expanded)
}

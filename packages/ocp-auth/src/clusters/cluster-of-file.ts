import { basename, resolve } from 'node:path'
import { type ClusterConfig, clusterConfigSchema } from '../config.ts'

// Endings that say how a dump is packed, and nothing about the cluster.
const endings = /(?:\.(?:tar|tgz|gz|zst|xz|om|openmetrics|prom|metrics|txt))+$/i

const longestName = 60

/**
 * The cluster that a dump stands for when nothing but the dump is named: called after the file, with the profile that
 * `OCP_PERF_PROFILE` forces. The path is relative to the folder of this process.
 */
export function clusterOfFile(path: string, env: NodeJS.ProcessEnv = process.env): ClusterConfig {
  const file = resolve(path)
  const profile = env.OCP_PERF_PROFILE?.trim()
  return clusterConfigSchema.parse({ name: nameOf(file), file, ...(profile ? { profile } : {}) })
}

/** The file's name as far as a cluster may be called so. */
function nameOf(file: string): string {
  const name = basename(file)
    .replace(endings, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, longestName)
    .replace(/[._-]+$/, '')
  return name === '' ? 'dump' : name
}

import { delimiter, resolve } from 'node:path'
import { isHistory } from '@ocp-perf/analyzer'
import { environmentSettings } from '@ocp-perf/ocp-auth'

const described = Object.entries(environmentSettings)
const secrets = described.filter(([, setting]) => /\.(token|password)$/.test(setting)).map(([name]) => name)
const files = described.filter(([, setting]) => setting.endsWith('_file')).map(([name]) => name)

const paths: ReadonlySet<string> = new Set([
  'OCP_PERF_CONFIG',
  'OCP_PERF_CLUSTERS',
  'OCP_PERF_FROM',
  'OCP_PERF_DB',
  'OCP_PERF_REPORTS',
  ...files,
])
const pathLists: ReadonlySet<string> = new Set(['KUBECONFIG'])
const passedOn = new Set([
  ...pathLists,
  ...paths,
  'OCP_PERF_CLUSTER',
  'OCP_PERF_KEEP_SAMPLES',
  'OCP_PERF_KEEP_RUNS',
  ...described.map(([name]) => name),
])
for (const name of secrets) passedOn.delete(name)

/**
 * What of the environment tells a server where to look and is no secret: a client inherits neither a shell's environment
 * nor its folder, so that paths are made absolute. `left` names the secrets that are set.
 */
export function clientEnvironment(env: Readonly<NodeJS.ProcessEnv>): { env: Record<string, string>; left: string[] } {
  const folder = env.INIT_CWD ?? '.'
  const given = [...passedOn].flatMap((name) => {
    const value = env[name]
    return value ? [[name, fromAnywhere(name, value, folder)] as const] : []
  })
  return { env: Object.fromEntries(given), left: secrets.filter((name) => env[name]) }
}

function fromAnywhere(name: string, value: string, folder: string): string {
  if (paths.has(name)) return name === 'OCP_PERF_FROM' && isHistory(value) ? value : absolute(value, folder)
  if (!pathLists.has(name)) return value
  const listed = value.split(delimiter).filter((path) => path !== '')
  return listed.map((path) => absolute(path, folder)).join(delimiter)
}

/** `~` is for whoever reads it. */
function absolute(path: string, folder: string): string {
  return path.startsWith('~') ? path : resolve(folder, path)
}

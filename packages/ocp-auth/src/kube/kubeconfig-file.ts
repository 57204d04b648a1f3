import { access, readFile } from 'node:fs/promises'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { parse } from 'yaml'
import { z } from 'zod'
import { fileErrorCode } from '../secret-file.ts'

const text = z.string().nullish()

const clusterSchema = z.object({
  server: z.string().min(1),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': z.boolean().nullish(),
  'tls-server-name': text,
  'proxy-url': text,
})

const execSchema = z.object({
  apiVersion: z.string(),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: text,
  provideClusterInfo: z.boolean().nullish(),
})
export type ExecPluginConfig = z.infer<typeof execSchema>

const userSchema = z.object({
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  as: text,
  'as-uid': text,
  'as-groups': z.array(z.string()).nullish(),
  'as-user-extra': z.record(z.string(), z.unknown()).nullish(),
  'auth-provider': z.object({ name: z.string(), config: z.record(z.string(), z.string()).nullish() }).nullish(),
  exec: execSchema.nullish(),
})

const contextSchema = z.object({ cluster: z.string().min(1), user: text, namespace: text })

const fileSchema = z.object({
  'current-context': text,
  clusters: z.array(z.object({ name: z.string(), cluster: clusterSchema })).nullish(),
  users: z.array(z.object({ name: z.string(), user: userSchema.nullish() })).nullish(),
  contexts: z.array(z.object({ name: z.string(), context: contextSchema })).nullish(),
})
type KubeconfigFile = z.infer<typeof fileSchema>

export type KubeconfigCluster = z.infer<typeof clusterSchema>
export type KubeconfigUser = z.infer<typeof userSchema>

/** One context of one or several kubeconfig files, its paths absolute. */
export interface KubeconfigContext {
  name: string
  files: readonly string[]
  cluster: KubeconfigCluster
  user: KubeconfigUser
  namespace: string | undefined
}

/** The files that hold the kubeconfig: the one configured, else `KUBECONFIG` (a list), else `~/.kube/config` where it exists. */
export async function kubeconfigFiles(
  configured: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<{ files: string[]; from: string }> {
  if (configured !== undefined) {
    return { files: [configured], from: 'kubernetes.kubeconfig' }
  }
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  if (listed.length > 0) {
    return { files: listed.map((path) => resolve(path)), from: 'KUBECONFIG' }
  }
  const home = env.HOME ?? env.USERPROFILE
  const usual = home === undefined ? undefined : join(home, '.kube', 'config')
  const found = usual !== undefined && (await isReadable(usual))
  return { files: found && usual !== undefined ? [usual] : [], from: '~/.kube/config' }
}

/**
 * Reads and merges the files as kubectl does (the first to name something wins; missing files of a list are passed over)
 * and picks the context asked for, else the current one.
 */
export async function readKubeconfig(
  files: readonly string[],
  from: string,
  contextName: string | undefined,
): Promise<KubeconfigContext> {
  const read = await Promise.all(files.map((path) => readOne(path, from, files.length > 1)))
  const parts = read.filter((part) => part !== undefined)
  const found = parts.map(({ path }) => path).join(', ') || files.join(', ')
  const contexts = parts.flatMap(({ content }) => content.contexts ?? [])
  const wanted = contextName ?? parts.map(({ content }) => content['current-context']).find((name) => name)
  const names = [...new Set(contexts.map(({ name }) => name))].join(', ')
  if (names === '') {
    throw new AppError('not_found', `The kubeconfig ${found} holds no context.`, {
      hint: 'Log in with `oc login`, or name another file in kubernetes.kubeconfig.',
    })
  }
  if (!wanted) {
    throw new AppError('not_found', `The kubeconfig ${found} names no current context.`, {
      hint: `Set kubernetes.context to one of: ${names}.`,
    })
  }
  const context = contexts.find(({ name }) => name === wanted)?.context
  if (context === undefined) {
    throw new AppError('not_found', `The kubeconfig ${found} has no context "${wanted}".`, {
      hint: `It has: ${names}.`,
    })
  }
  return {
    name: wanted,
    files: parts.map(({ path }) => path),
    cluster: pick(parts, wanted, 'cluster', context.cluster, clustersOf),
    user: context.user ? pick(parts, wanted, 'user', context.user, usersOf) : {},
    namespace: context.namespace ?? undefined,
  }
}

interface Part {
  path: string
  content: KubeconfigFile
}

const clustersOf = ({ path, content }: Part) =>
  (content.clusters ?? []).map(({ name, cluster }) => ({ name, value: withAbsolutePaths(cluster, path) }))
const usersOf = ({ path, content }: Part) =>
  (content.users ?? []).map(({ name, user }) => ({ name, value: withAbsoluteCommand(user ?? {}, path) }))

function pick<T>(
  parts: readonly Part[],
  context: string,
  kind: string,
  name: string,
  list: (part: Part) => { name: string; value: T }[],
): T {
  const match = parts.flatMap(list).find((entry) => entry.name === name)
  if (match === undefined) {
    throw new AppError('not_found', `The context "${context}" names the ${kind} "${name}", which is not in the file.`, {
      hint: 'Log in again with `oc login`, which writes a whole context.',
    })
  }
  return match.value
}

const pathKeys: ReadonlySet<string> = new Set([
  'certificate-authority',
  'client-certificate',
  'client-key',
  'tokenFile',
])

function withAbsolutePaths<T extends object>(entry: T, file: string): T {
  const resolved = Object.entries(entry).map(([key, value]) =>
    pathKeys.has(key) && typeof value === 'string' && value !== '' && !isAbsolute(value)
      ? [key, join(dirname(file), value)]
      : [key, value],
  )
  return Object.assign({}, entry, Object.fromEntries(resolved))
}

/** A plugin's path is, like every other, relative to the file that names it; a bare name is looked for on the PATH. */
function withAbsoluteCommand(user: KubeconfigUser, file: string): KubeconfigUser {
  const { exec, ...rest } = withAbsolutePaths(user, file)
  if (!exec?.command.includes('/')) {
    return { ...rest, exec }
  }
  return { ...rest, exec: { ...exec, command: resolve(dirname(file), exec.command) } }
}

async function readOne(path: string, from: string, isListed: boolean): Promise<Part | undefined> {
  let content: string
  try {
    content = await readFile(path, 'utf8')
  } catch (error) {
    if (isListed && fileErrorCode(error) === 'ENOENT') {
      return
    }
    throw new AppError('not_found', `The kubeconfig ${path} (from ${from}) cannot be read (${fileErrorCode(error)}).`, {
      hint: 'Check the path, or log in with `oc login`.',
      cause: error,
    })
  }
  const parsed = fileSchema.safeParse(parseYaml(content, path) ?? {})
  if (!parsed.success) {
    const problems = parsed.error.issues.slice(0, 3).map(({ path: key, message }) => `${key.join('.')}: ${message}`)
    throw new AppError('invalid_input', `The kubeconfig ${path} is not valid: ${problems.join('; ')}.`, {
      hint: '`kubectl config view` shows what it holds.',
    })
  }
  return { path, content: parsed.data }
}

function parseYaml(content: string, path: string): unknown {
  try {
    // Its warnings would go to standard error, and quote the line, too.
    return parse(content, { logLevel: 'error' })
  } catch (error) {
    // The parser's own message quotes the line, which may hold a token, so it is not passed on, not even as the cause.
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new AppError('invalid_input', `The kubeconfig ${path} is not YAML${code}.`, {
      hint: '`kubectl config view` shows where.',
    })
  }
}

async function isReadable(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

import { execFile } from 'node:child_process'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { untilAborted } from '../until-aborted.ts'
import type { KubeCredentials } from './kube-source.ts'
import type { ExecPluginConfig, KubeconfigCluster } from './kubeconfig-file.ts'

/** A plugin may open a browser for a login, which takes a person some time. */
const pluginTimeoutMs = 60_000

/** A credential is renewed this long before it ends, so that a request under way does not outlive it. */
const renewBeforeMs = 30_000

const execCredentialSchema = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().min(1).nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.iso.datetime({ offset: true }).nullish(),
  }),
})

export interface ExecPluginOptions {
  plugin: ExecPluginConfig
  cluster: KubeconfigCluster
  env: NodeJS.ProcessEnv
  now?: (() => number) | undefined
  timeoutMs?: number | undefined
}

export interface ExecPlugin {
  credentials(signal?: AbortSignal): Promise<KubeCredentials>
  drop(): void
}

/**
 * A kubeconfig's credential plugin. Its answer is kept until it ends, or until the server refuses it where it names no end.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export function createExecPlugin(options: ExecPluginOptions): ExecPlugin {
  const { plugin, now = Date.now } = options
  let cached: { credentials: KubeCredentials; endsAt: number } | undefined
  let running: Promise<KubeCredentials> | undefined
  const renew = async () => {
    const { status } = parseAnswer(await runPlugin(options), plugin.command)
    const credentials = {
      authorization: status.token ? `Bearer ${status.token}` : undefined,
      cert: status.clientCertificateData ?? undefined,
      key: status.clientKeyData ?? undefined,
    }
    const end = status.expirationTimestamp
    cached = { credentials, endsAt: end ? Date.parse(end) - renewBeforeMs : Number.POSITIVE_INFINITY }
    return credentials
  }
  return {
    async credentials(signal) {
      signal?.throwIfAborted()
      if (cached !== undefined && now() < cached.endsAt) {
        return cached.credentials
      }
      // Shared by all who wait, so it is not ended by one caller's abort but by its own time limit.
      running ??= renew().finally(() => {
        running = undefined
      })
      return await untilAborted(running, signal)
    },
    drop() {
      cached = undefined
    },
  }
}

function parseAnswer(stdout: string, command: string): z.infer<typeof execCredentialSchema> {
  let answer: unknown
  try {
    answer = JSON.parse(stdout)
  } catch {
    // Not passed on as a cause: the output may hold a token.
    answer = undefined
  }
  const parsed = execCredentialSchema.safeParse(answer)
  if (!parsed.success || !(parsed.data.status.token || parsed.data.status.clientCertificateData)) {
    throw new AppError('unauthorized', `The credential plugin ${command} did not print an ExecCredential.`, {
      hint: 'Run it by hand; it must print JSON with a token or a client certificate.',
    })
  }
  return parsed.data
}

async function runPlugin({ plugin, cluster, env, timeoutMs = pluginTimeoutMs }: ExecPluginOptions): Promise<string> {
  const own = Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]))
  const options = {
    env: { ...env, ...own, KUBERNETES_EXEC_INFO: execInfo(plugin, cluster) },
    timeout: timeoutMs,
    // Whoever waits for the credential would wait for a plugin that ignores being asked to end.
    killSignal: 'SIGKILL' as const,
    maxBuffer: 1024 * 1024,
  }
  return await new Promise((resolve, reject) => {
    const child = execFile(plugin.command, plugin.args ?? [], options, (error, stdout) => {
      if (error === null) {
        resolve(stdout)
        return
      }
      reject(pluginFailure(error, plugin, timeoutMs))
    })
    child.stdin?.end()
  })
}

function pluginFailure(
  error: Error & { code?: unknown; killed?: boolean },
  plugin: ExecPluginConfig,
  timeoutMs: number,
): AppError {
  const { command, installHint } = plugin
  if (error.code === 'ENOENT' || error.code === 'EACCES') {
    const what = error.code === 'ENOENT' ? 'is not installed' : 'may not be run'
    return new AppError('unauthorized', `The kubeconfig's credential plugin ${command} ${what}.`, {
      hint: installHint?.trim() || `Install ${command} where this process finds it on its PATH.`,
    })
  }
  if (error.killed) {
    return new AppError('timeout', `The credential plugin ${command} took longer than ${timeoutMs / 1000} s.`, {
      hint: 'Run it by hand once; it may be waiting for a login.',
    })
  }
  // Its stderr stays out: plugins print request dumps there.
  return new AppError('unauthorized', `The credential plugin ${command} failed (exit ${String(error.code)}).`, {
    hint: 'Run it by hand to see why; the login it uses may have ended.',
  })
}

function execInfo(plugin: ExecPluginConfig, cluster: KubeconfigCluster): string {
  const spec = {
    interactive: false,
    ...(plugin.provideClusterInfo
      ? {
          cluster: {
            server: cluster.server,
            'certificate-authority-data': cluster['certificate-authority-data'] ?? undefined,
            'tls-server-name': cluster['tls-server-name'] ?? undefined,
            'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] ?? undefined,
          },
        }
      : {}),
  }
  return JSON.stringify({ apiVersion: plugin.apiVersion, kind: 'ExecCredential', spec })
}

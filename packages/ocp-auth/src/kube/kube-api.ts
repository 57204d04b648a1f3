import { AppError } from '@ocp-perf/errors'
import { ruleOfRequest } from '../access-rule.ts'
import type { CallOptions, ExecRequest, KubeApi } from '../connection.ts'
import { parseJson } from '../parse-json.ts'
import { execOverSocket } from './exec-socket.ts'
import { createKubeHttp } from './kube-http.ts'
import type { KubeCredentials, KubeSource } from './kube-source.ts'
import { statusError } from './status-error.ts'

const requestTimeoutMs = 10_000
const execTimeoutMs = 30_000

/** Kubernetes names, as https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ has them. */
const objectName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/

export interface KubeApiOptions {
  /** Whether programs may be run in pods. */
  exec: boolean
}

/** The Kubernetes API over one login. Nothing is asked before the first call. */
export function createKubeApi(source: KubeSource, { exec }: KubeApiOptions): KubeApi {
  const { server, credentialKind } = source
  const send = createKubeHttp(source)
  const call = async (method: 'GET' | 'POST', path: string, body: unknown, options: CallOptions = {}) => {
    if (!/^\/[^/\\]/.test(path) || /\s|\.\.\/|#/.test(path)) {
      throw new AppError('internal', `Not a path of the Kubernetes API: ${path}`)
    }
    const { signal, timeoutMs = requestTimeoutMs } = options
    const text = body === undefined ? undefined : JSON.stringify(body)
    const reply = await send({ method, path, body: text, signal, timeoutMs })
    if (reply.status < 200 || reply.status > 299) {
      const { status, text: said, retryAfter } = reply
      throw statusError({ server, status, body: said, retryAfter, rule: ruleOfRequest(method, path), credentialKind })
    }
    const answer = parseJson(reply.text)
    if (answer === undefined) {
      throw new AppError('upstream', `The API server ${server} answered ${path.split('?')[0]} with no JSON.`, {
        hint: 'Something between may answer in its place, such as a login page or a proxy; check the server address.',
      })
    }
    return answer
  }
  return {
    server,
    get: (path, options) => call('GET', path, undefined, options),
    post: (path, body, options) => call('POST', path, body, options),
    async exec(request, { signal, timeoutMs = execTimeoutMs } = {}) {
      if (!exec) {
        throw new AppError('forbidden', `Running programs in pods of ${server} is switched off.`, {
          hint: 'Set kubernetes.exec: true for this cluster in clusters.yaml.',
        })
      }
      checkExec(request)
      const credentials = await source.credentials(signal)
      try {
        return await execOverSocket(source, credentials, request, { signal, timeoutMs })
      } catch (error) {
        const renewed = isUnauthorized(error) ? await renew(source, signal) : credentials
        if (renewed.authorization === credentials.authorization && renewed.cert === credentials.cert) {
          throw error
        }
        return await execOverSocket(source, renewed, request, { signal, timeoutMs })
      }
    },
  }
}

async function renew(source: KubeSource, signal: AbortSignal | undefined): Promise<KubeCredentials> {
  source.dropCredentials()
  return await source.credentials(signal)
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unauthorized'
}

function checkExec({ namespace, pod, container, command }: ExecRequest): void {
  const bad = [namespace, pod, container].find((name) => !objectName.test(name))
  if (bad !== undefined || command.length === 0) {
    throw new AppError(
      'invalid_input',
      bad === undefined ? 'No program to run.' : 'Not the name of a pod or container.',
      {
        hint: 'Names hold lower-case letters, digits, dots and dashes.',
      },
    )
  }
}

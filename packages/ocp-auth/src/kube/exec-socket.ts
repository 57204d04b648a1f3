import { AppError } from '@ocp-perf/errors'
import WebSocket from 'ws'
import { z } from 'zod'
import type { AccessRule } from '../access-rule.ts'
import type { ExecRequest, ExecResult } from '../connection.ts'
import { networkFailure } from '../network-failure.ts'
import { parseJson } from '../parse-json.ts'
import { kubeTls, tlsHint } from './kube-http.ts'
import type { KubeCredentials, KubeSource } from './kube-source.ts'
import { proxyAgent } from './proxy-agent.ts'
import { statusError } from './status-error.ts'

/** Sub-protocols of the exec API; the fourth brought the exit status. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']

const stdoutChannel = 1
const stderrChannel = 2
const statusChannel = 3

/** Far above what a status command prints, and small enough to keep. */
const maxOutputBytes = 8 * 1024 * 1024

const maxRefusalLength = 16_384

const execStatusSchema = z.object({
  status: z.enum(['Success', 'Failure']),
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z
    .object({ causes: z.array(z.object({ reason: z.string().optional(), message: z.string().optional() })).optional() })
    .optional(),
})

/** What the API server checks for an exec over WebSocket: it is a GET. */
function execRule({ namespace, pod }: ExecRequest): AccessRule {
  return { verb: 'get', group: '', resource: 'pods/exec', namespace, name: pod }
}

/**
 * Runs a program in a container over a WebSocket. The client of `@kubernetes/client-node` is not used here: a frame of an
 * unknown channel ends its process with an uncaught exception.
 */
export async function execOverSocket(
  source: KubeSource,
  credentials: KubeCredentials,
  request: ExecRequest,
  { signal, timeoutMs }: { signal?: AbortSignal | undefined; timeoutMs: number },
): Promise<ExecResult> {
  signal?.throwIfAborted()
  const agent = source.proxyUrl === undefined ? undefined : await proxyAgent(source, credentials)
  const limit = AbortSignal.timeout(timeoutMs)
  const ended = signal === undefined ? limit : AbortSignal.any([signal, limit])
  const socket = new WebSocket(execUrl(source.server, request), protocols, {
    ...kubeTls(source, credentials),
    ...(agent === undefined ? {} : { agent }),
    maxPayload: maxOutputBytes,
    headers: {
      ...source.headers,
      ...(credentials.authorization === undefined ? {} : { authorization: credentials.authorization }),
    },
  })
  const onEnd = () => socket.terminate()
  ended.addEventListener('abort', onEnd, { once: true })
  try {
    return await collect(socket, source, request, ended)
  } catch (error) {
    const cause = ended.aborted ? ended.reason : error
    throw networkFailure(cause, { who: `The API server ${source.server}`, timeoutMs, signal, tlsHint })
  } finally {
    ended.removeEventListener('abort', onEnd)
    socket.terminate()
  }
}

function collect(socket: WebSocket, source: KubeSource, request: ExecRequest, ended: AbortSignal): Promise<ExecResult> {
  const { server, credentialKind } = source
  return new Promise((resolve, reject) => {
    const output = new Map<number, Buffer[]>([stdoutChannel, stderrChannel].map((channel) => [channel, []]))
    let size = 0
    const result = (exitCode: number | null): ExecResult => ({
      stdout: textOf(output.get(stdoutChannel)),
      stderr: textOf(output.get(stderrChannel)),
      exitCode,
    })
    socket.on('error', reject)
    socket.on('unexpected-response', (_, reply) => {
      const status = reply.statusCode ?? 0
      const refuse = (body: string) =>
        reject(statusError({ server, status, body, rule: execRule(request), credentialKind }))
      readStart(reply).then(refuse, () => refuse(''))
    })
    socket.on('message', (data) => {
      const frame = bufferOf(data)
      const channel = frame[0] ?? -1
      const payload = frame.subarray(1)
      size += payload.length
      if (size > maxOutputBytes) {
        reject(new AppError('too_large', `${request.command[0]} printed more than ${maxOutputBytes >> 20} MB.`))
      } else if (channel === statusChannel) {
        settle(payload.toString('utf8'), request, result, resolve, reject)
      } else {
        output.get(channel)?.push(payload)
      }
    })
    socket.on('close', () => (ended.aborted ? reject(ended.reason) : resolve(result(null))))
  })
}

/** The beginning of a refusal, which holds its reason. */
async function readStart(reply: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of reply) {
    text += chunk.toString('utf8')
    if (text.length > maxRefusalLength) {
      break
    }
  }
  return text
}

function settle(
  text: string,
  request: ExecRequest,
  result: (exitCode: number | null) => ExecResult,
  resolve: (result: ExecResult) => void,
  reject: (error: AppError) => void,
): void {
  const parsed = execStatusSchema.safeParse(parseJson(text))
  if (!parsed.success) {
    resolve(result(null))
    return
  }
  const { status, reason, message, details } = parsed.data
  if (status === 'Success') {
    resolve(result(0))
    return
  }
  const exitCode = details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message
  if (reason === 'NonZeroExitCode' && exitCode !== undefined && /^\d+$/.test(exitCode)) {
    resolve(result(Number(exitCode)))
    return
  }
  const where = `pod ${request.pod}, container ${request.container}`
  const said = message === undefined ? '' : `: ${message.slice(0, 300)}`
  reject(
    new AppError('upstream', `${request.command[0]} could not be run in ${where}${said}`, {
      hint: 'Check that the container is running and holds this program.',
    }),
  )
}

function execUrl(server: string, { namespace, pod, container, command }: ExecRequest): string {
  const query = new URLSearchParams({ stdout: 'true', stderr: 'true', stdin: 'false', tty: 'false', container })
  for (const word of command) {
    query.append('command', word)
  }
  const path = ['namespaces', namespace, 'pods', pod, 'exec'].map(encodeURIComponent).join('/')
  return `${server.replace(/^http/, 'ws')}/api/v1/${path}?${query}`
}

function bufferOf(data: WebSocket.RawData): Buffer {
  if (Array.isArray(data)) {
    return Buffer.concat(data)
  }
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}

function textOf(chunks: readonly Buffer[] | undefined): string {
  return Buffer.concat(chunks ?? []).toString('utf8')
}

import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError } from '@ocp-perf/errors'
import type { Log, Upgrade } from '@ocp-perf/http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ExecOutcome } from '../kubernetes/etcdctl.ts'
import { answerExec, execPath } from '../kubernetes/exec-call.ts'
import { statusOf } from '../kubernetes/failure.ts'
import type { KubernetesApiOptions } from '../kubernetes/kubernetes-api.ts'

/** https://kubernetes.io/docs/reference/using-api/api-concepts: the first byte of a frame is its channel. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
const channels = { stdout: 1, stderr: 2, status: 3 } as const

/** What a client may send at once: nothing here reads its standard input. */
const maxPayload = 64 * 1024

/** The exec API over WebSockets. Refusals are Status objects, as on every other path. */
export function execUpgrade(options: KubernetesApiOptions, log: Log): Upgrade {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  })
  return {
    path: execPath,
    accept(request, socket, head) {
      try {
        const outcome = answerExec(request, options)
        if (request.headers.upgrade?.toLowerCase() !== 'websocket') throw onlyWebSockets()
        server.handleUpgrade(request, socket, head, (connection) => play(connection, outcome))
      } catch (error) {
        // Only here a socket is at hand that can be told in Kubernetes' words; a bug is told by whoever listens.
        if (!(error instanceof AppError)) throw error
        log.debug({ err: error }, 'An exec was refused')
        refuse(socket, error)
      }
    },
  }
}

function onlyWebSockets(): AppError {
  return new AppError('invalid_input', 'exec is served over WebSockets, which kubectl speaks since 1.30')
}

function play(connection: WebSocket, { stdout, stderr, exitCode }: ExecOutcome): void {
  // What a client sends wrong ends its own connection, and without a listener the process.
  connection.on('error', () => connection.terminate())
  if (!protocols.includes(connection.protocol)) {
    connection.close(1002, `speak one of ${protocols.join(', ')}`)
    return
  }
  const send = (channel: keyof typeof channels, text: string) =>
    connection.send(Buffer.concat([Buffer.of(channels[channel]), Buffer.from(text)]))
  if (stdout !== '') send('stdout', stdout)
  if (stderr !== '') send('stderr', stderr)
  send('status', JSON.stringify(exitStatus(exitCode)))
  connection.close(1000)
}

function exitStatus(exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  }
}

function refuse(socket: Duplex, error: AppError): void {
  const status = statusOf(error)
  const body = JSON.stringify(status)
  const head = [
    `HTTP/1.1 ${status.code} ${STATUS_CODES[status.code] ?? ''}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ].join('\r\n')
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy())
}

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

/** What a program in a pod does: frames to send, in order; `hang` leaves the connection open, `drop` closes it. */
export interface FakeProgram {
  stdout?: string
  stderr?: string
  /** The Status object of the last channel, or raw text that is none. */
  status?: object | string
  /** Frames of other channels or none at all, as a broken server may send. */
  extraFrames?: readonly Buffer[]
  end?: 'hang' | 'drop'
  /** Why the API server does not reach the container at all. */
  refusal?: string
}

export const success = { metadata: {}, status: 'Success' }

export function nonZeroExit(code: number) {
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  }
}

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']

export interface ExecServer {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, program: FakeProgram): void
  close(): void
}

/** Speaks the exec API's WebSocket protocols: the first byte of a frame is its channel. */
export function createExecServer(): ExecServer {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  })
  return {
    accept(request, socket, head, program) {
      server.handleUpgrade(request, socket, head, (connection) => play(connection, program))
    },
    close() {
      for (const client of server.clients) {
        client.terminate()
      }
      server.close()
    },
  }
}

function play(connection: WebSocket, program: FakeProgram): void {
  const send = (channel: number, text: string) =>
    connection.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]))
  for (const frame of program.extraFrames ?? []) {
    connection.send(frame)
  }
  send(1, program.stdout ?? '')
  send(2, program.stderr ?? '')
  if (program.end === 'hang') {
    return
  }
  if (program.status !== undefined) {
    send(3, typeof program.status === 'string' ? program.status : JSON.stringify(program.status))
  }
  connection.close(1000)
}

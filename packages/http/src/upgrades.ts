import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError, reportError } from '@ocp-perf/errors'
import type { Admission } from './admission.ts'
import { httpStatus } from './error-response.ts'
import type { Upgrade } from './listen-options.ts'

/** Checks upgrades as every other route is checked, then hands the socket over. Refusals are JSON reports. */
export function handleUpgrades(server: Server, upgrade: Upgrade | undefined, admission: Admission): { cut(): void } {
  const sockets = new Set<Duplex>()

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    admission.checkProvenance(request)
    if (upgrade === undefined || pathOf(request) !== upgrade.path) {
      throw new AppError('not_found', 'There is nothing to upgrade to on this route.', {
        hint: upgrade === undefined ? 'Use plain HTTP.' : `Connect to ${upgrade.path}.`,
      })
    }
    const gone = new AbortController()
    socket.once('close', () => gone.abort())
    const caller = await admission.identify(request, gone.signal)
    if (!socket.destroyed) upgrade.accept(request, socket, head, caller)
  }

  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // Without a listener, a connection reset during the checks would end the process.
    socket.on('error', () => socket.destroy())
    accept(request, socket, head).catch((error) => refuse(socket, error))
  })
  return {
    cut() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function pathOf(request: IncomingMessage): string | undefined {
  return request.url?.split('?')[0]
}

function refuse(socket: Duplex, error: unknown): void {
  const status = httpStatus(error)
  const body = JSON.stringify(reportError(error))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(status === 401 ? ['www-authenticate: Bearer'] : []),
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

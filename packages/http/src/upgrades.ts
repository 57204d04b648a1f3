import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError } from '@ocp-perf/errors'
import type { Admission } from './admission.ts'
import { errorResponse, isBug } from './error-response.ts'
import type { InFlight } from './in-flight.ts'
import type { Upgrade } from './listen-options.ts'
import type { Log } from './log.ts'

interface UpgradeOptions {
  upgrade: Upgrade | undefined
  admission: Admission
  inFlight: InFlight
  log: Log
}

/** Checks and limits upgrades as every other route, then hands the socket over. Refusals are JSON reports. */
export function handleUpgrades(server: Server, options: UpgradeOptions): { cut(): void } {
  const { upgrade, admission, inFlight, log } = options
  const sockets = new Set<Duplex>()

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    admission.checkProvenance(request)
    if (upgrade === undefined || !leadsTo(upgrade, pathOf(request))) {
      throw new AppError('not_found', 'There is nothing to upgrade to on this route.', {
        hint: upgrade === undefined ? 'Use plain HTTP.' : `Connect to ${upgrade.path}.`,
      })
    }
    const gone = new AbortController()
    socket.once('close', () => gone.abort())
    const exchange = inFlight.begin((reason) => gone.abort(reason), 'request')
    try {
      const caller = await admission.identify(request, gone.signal)
      if (!socket.destroyed) upgrade.accept(request, socket, head, caller)
    } finally {
      exchange.end()
    }
  }

  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // Without a listener, a connection reset during the checks would end the process.
    socket.on('error', () => socket.destroy())
    accept(request, socket, head).catch((error) => {
      if (isBug(error)) log.error({ err: error, route: pathOf(request) }, 'An upgrade failed because of a bug')
      return refuse(socket, errorResponse(error))
    })
  })
  return {
    cut() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function leadsTo({ path }: Upgrade, asked: string | undefined): boolean {
  return typeof path === 'string' ? asked === path : path.test(asked ?? '')
}

function pathOf(request: IncomingMessage): string | undefined {
  return request.url?.split('?')[0]
}

async function refuse(socket: Duplex, { status, headers, body }: Response): Promise<void> {
  headers.set('connection', 'close')
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`)
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines].join('\r\n')
  // Destroyed as well, since no time limit of the server holds for it any more, and its client may keep its end open.
  socket.end(`${head}\r\n\r\n${await new Response(body).text()}`, () => socket.destroy())
}

import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { AppError } from '@ocp-perf/errors'
import { createAdmission } from './admission.ts'
import { createApp } from './app.ts'
import type { Authenticate } from './authenticate.ts'
import { errorResponse } from './error-response.ts'
import { type InFlight, trackInFlight } from './in-flight.ts'
import type { Limits, Listening, ListenOptions } from './listen-options.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { handleUpgrades } from './upgrades.ts'

interface ServerOptions extends ListenOptions {
  host: string
  limits: Limits
  metrics: Metrics
}

// A client that sends its headers or body a byte at a time holds a connection, but not longer than this.
const headersMs = 15_000
const wholeRequestMs = 60_000
// How often that is looked at; by default it is half a minute.
const connectionCheckMs = 5_000

/** Binds and serves; see `listen`. */
export async function startServer(options: ServerOptions): Promise<Listening> {
  const { authenticate, host, limits, log } = options
  const admission = createAdmission({
    authenticate,
    allowedHosts: [...(options.allowedHosts ?? []), host],
    log,
  })
  const inFlight = trackInFlight(limits)
  const app = createApp({ ...options, admission, inFlight })
  const listener = getRequestListener(
    (request, env) => ('outgoing' in env ? app.fetch(request, env) : app.fetch(request)),
    // Other code of the process keeps the Request and Response that it knows.
    { overrideGlobalObjects: false, errorHandler: (error) => errorResponse(malformed(error)) },
  )
  const server = serverFor(options.tls, (incoming, outgoing) => void listener(incoming, outgoing))
  const sockets = trackSockets(server)
  const upgrades = handleUpgrades(server, { upgrade: options.upgrade, admission, inFlight, log })
  const { address, port } = await bindFrom(server, host, options)
  // Such as no file left for one more connection; without a listener it would end the process.
  server.on('error', (error) => log.error({ err: error }, 'The listening socket had an error'))
  if (authenticate?.note !== undefined) log.warn({ event: 'authentication' }, authenticate.note)
  void prepare(authenticate, log)
  const url = `${options.tls === undefined ? 'http' : 'https'}://${urlHost(address)}:${port}`
  log.info({ event: 'listening', url }, 'Listening')

  let closed: Promise<void> | undefined
  const drainOwner = async () => {
    try {
      await options.drain?.()
    } catch (error) {
      // What could not be ended in good order is cut below.
      log.error({ err: error }, 'Not everything could be ended in good order')
    }
  }
  const close = async () => {
    const connectionsEnded = new Promise<void>((resolve) => server.close(() => resolve()))
    await within(limits.shutdownMs, Promise.all([inFlight.drained(), drainOwner()]))
    await cut(inFlight)
    upgrades.cut()
    server.closeAllConnections()
    for (const socket of sockets) socket.destroy()
    await connectionsEnded
    log.info({ event: 'closed', url }, 'Closed')
  }
  return {
    url,
    port,
    close() {
      closed ??= close()
      return closed
    },
  }
}

/** Tells the operator what the first caller would else find out. */
async function prepare(authenticate: Authenticate | undefined, log: Log): Promise<void> {
  try {
    await authenticate?.prepare?.()
  } catch (error) {
    log.error({ err: error }, 'Callers cannot be checked yet; it is tried again with each of them')
  }
}

function serverFor(tls: ListenOptions['tls'], listener: RequestListener): Server {
  const limits = {
    headersTimeout: headersMs,
    requestTimeout: wholeRequestMs,
    connectionsCheckingInterval: connectionCheckMs,
  }
  if (tls === undefined) return createServer(limits, listener)
  return createSecureServer({ ...limits, ...tls, handshakeTimeout: headersMs }, listener)
}

/** The sockets that are open, also of clients that never finished their TLS handshake: HTTP does not know of those. */
function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

/** Ports after the wanted one that are tried. */
const portsTried = 20

/** Binds the wanted port, or where that is allowed the first free one of those after it. */
async function bindFrom(
  server: Server,
  host: string,
  { port, nextPort = false, log }: ServerOptions,
): Promise<AddressInfo> {
  const last = nextPort && port > 0 ? Math.min(port + portsTried, 65_535) : port
  for (let tried = port; ; tried++) {
    try {
      return await bind(server, host, tried)
    } catch (error) {
      if (tried >= last || !(error instanceof AppError) || error.code !== 'conflict') throw error
      log.warn(
        { event: 'port-taken', port: tried },
        `Port ${tried} is in use by another program; the next one is tried`,
      )
    }
  }
}

function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(bindError(error, host, port))
    server.once('error', onError)
    server.listen(port, host, () => {
      server.off('error', onError)
      const bound = server.address()
      if (bound === null || typeof bound === 'string') throw new Error('A TCP server has an address and a port.')
      resolve(bound)
    })
  })
}

function bindError(error: NodeJS.ErrnoException, host: string, port: number): AppError {
  if (error.code === 'EADDRINUSE') {
    return new AppError('conflict', `Port ${port} on ${host} is in use by another program.`, {
      hint: `Stop that program (\`ss -ltnp 'sport = :${port}'\` names it) or choose another port; 0 takes a free one.`,
      cause: error,
    })
  }
  return new AppError('invalid_input', `Cannot listen on ${host}, port ${port} (${error.code ?? 'unknown'}).`, {
    hint: 'Choose an address of this machine, and a port above 1023 unless the process may use lower ones.',
    cause: error,
  })
}

// Nothing can be sent to an address that stands for all of them.
function urlHost(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  if (address === '::') return '[::1]'
  return address.includes(':') ? `[${address}]` : address
}

async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([work, limit])
  clearTimeout(timer)
}

// What is cut gets one turn to say so to its client.
async function cut(inFlight: InFlight): Promise<void> {
  inFlight.cut()
  await new Promise((resolve) => setImmediate(resolve))
}

function malformed(cause: unknown): AppError {
  return new AppError('forbidden', 'The request names no host that this server could have.', {
    hint: 'Send the Host header that the address of this server implies.',
    cause,
  })
}

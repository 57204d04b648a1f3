import { isIP } from 'node:net'
import { AppError } from '@ocp-perf/errors'

/** What a request says about where it was sent and which page sent it. */
export interface Provenance {
  host: string | undefined
  origin: string | undefined
  /** `Sec-Fetch-Site` and `Sec-Fetch-Mode`, which browsers send where they leave `Origin` out. */
  fetchSite?: string | undefined
  fetchMode?: string | undefined
  /** The address of the server's end of the connection, as the socket reports it. */
  localAddress: string | undefined
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/** True for addresses and names that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/**
 * Gives the check that keeps web pages out: a page whose name was rebound to this address sends a foreign `Host`, and a
 * page of another site sends a foreign `Origin`, or none with a `GET` whose answer it may not read, which then says that it
 * crosses sites. A link to this server may be followed. `allowedHosts` are names without a port, beside the loopback ones.
 * An address in `Host` passes when the connection ends at it: rebinding needs a name, and probes of a cluster use addresses.
 * Throws `forbidden`.
 */
export function originGuard(allowedHosts: readonly string[]): (request: Provenance) => void {
  const names = new Set([...loopbackNames, ...allowedHosts.map((name) => name.toLowerCase())])
  return ({ host, origin, fetchSite, fetchMode, localAddress }) => {
    const target = parseUrl(`http://${host ?? ''}`)
    if (target === undefined || !(names.has(target.hostname) || isAddress(target.hostname, localAddress))) {
      throw new AppError('forbidden', `This server does not answer to the host name ${quoted(host)}.`, {
        hint: 'Use the name it listens on, or add this one to its allowed hosts.',
      })
    }
    if ((fetchSite === 'cross-site' || fetchSite === 'same-site') && fetchMode !== 'navigate') {
      throw foreignPage(origin === undefined ? 'another site' : quoted(origin))
    }
    if (origin === undefined || origin === '') return
    const page = parseUrl(origin)?.host
    if (page === undefined || page !== originHost(host, origin)) {
      throw foreignPage(quoted(origin))
    }
  }
}

function foreignPage(site: string): AppError {
  return new AppError('forbidden', `Pages of ${site} may not use this server.`, {
    hint: 'Only pages that this server itself serves may call it from a browser.',
  })
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

// The default port of the page's scheme is left out of both, whichever of the two spells it.
function originHost(host: string | undefined, origin: string): string | undefined {
  const scheme = parseUrl(origin)?.protocol
  if (scheme !== 'http:' && scheme !== 'https:') return undefined
  return parseUrl(`${scheme}//${host ?? ''}`)?.host
}

function isAddress(hostname: string, localAddress: string | undefined): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  return isIP(address) !== 0 && address === localAddress?.replace(/^::ffff:/, '')
}

function quoted(text: string | undefined): string {
  return JSON.stringify((text ?? '').slice(0, 80))
}

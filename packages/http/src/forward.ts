import type { RouteContext, Router } from './listen-options.ts'

/** A handler as the web has it, which knows nothing of this package. */
export type FetchHandler = (request: Request) => Promise<Response>

/**
 * The routes of a server that leaves all of them to one handler. It is given requests that have passed every check, with
 * their body and a signal that is aborted when the client is gone, the time is over or the server ends.
 */
export function forwardTo(handler: FetchHandler): (router: Router) => void {
  return (router) => {
    router.all('*', (context) => handler(requestOf(context)))
  }
}

function requestOf(context: RouteContext): Request {
  const { method, url, raw } = context.req
  const body = context.get('bytes')
  return new Request(url, {
    method,
    headers: raw.headers,
    signal: context.get('signal'),
    ...(body.length === 0 ? {} : { body }),
  })
}

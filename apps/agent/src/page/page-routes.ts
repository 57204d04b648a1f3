import { resolve } from 'node:path'
import type { RouteContext, Router } from '@ocp-perf/http'
import { openPageFiles, type PageFile } from './page-files.ts'

/**
 * What the page may do: run and load its own files, talk to this server, and show reports of it in a frame. Charts place
 * their tooltips by style attributes, which is all that inline styles are allowed for.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': pagePolicy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  vary: 'accept-encoding',
}

const forEver = 'public, max-age=31536000, immutable'
const askEachTime = 'no-cache'

const notBuilt = `The page of the agent is not built.

Build it with: pnpm build
The API is here all the same: /openapi.json describes it, POST /chat asks a question.
`

/** The page at `/` and `/ui`, and its files. */
export function pageRoutes(folder: string): (router: Router) => void {
  const files = openPageFiles(resolve(folder))
  const answerPage = async (context: RouteContext) => {
    const page = await files.find('index.html')
    if (page !== undefined) return answerFile(context, page)
    return new Response(notBuilt, { status: 503, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } })
  }
  return (router) => {
    for (const path of ['/', '/ui', '/ui/*']) router.get(path, answerPage)
    router.get('*', async (context, next) => {
      const file = await files.find(decoded(context.req.path).slice(1))
      if (file !== undefined) return answerFile(context, file)
      await next()
    })
  }
}

function answerFile(context: RouteContext, { bytes, gzipped, type, tag, hashed }: PageFile): Response {
  const caching = { ...headers, etag: tag, 'cache-control': hashed ? forEver : askEachTime }
  if (context.req.header('if-none-match') === tag) return new Response(null, { status: 304, headers: caching })
  const accepted = context.req.header('accept-encoding')?.split(',') ?? []
  const takesGzip = accepted.some((each) => /^gzip$/i.test(each.split(';')[0]?.trim() ?? ''))
  const told = { ...caching, 'content-type': type }
  if (gzipped === undefined || !takesGzip) return new Response(new Uint8Array(bytes), { headers: told })
  return new Response(new Uint8Array(gzipped), { headers: { ...told, 'content-encoding': 'gzip' } })
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    // What cannot be read names no file.
    return '/'
  }
}

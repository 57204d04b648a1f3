import { pipeline, Readable } from 'node:stream'
import { createGunzip, gunzipSync } from 'node:zlib'
import { type Agent, request } from 'undici'
import type { PromFetchInit, PromFetchResponse } from './fetch.ts'

// Up to here unpacking in one go costs less than the hand-over to another thread; beyond it would hold up the rest.
const smallBytes = 64 * 1024

/**
 * One request over kept-alive connections, shaped as `fetch` shapes it. Undici's plain `request` is used because the
 * web streams of its `fetch` cost several times what a small reply takes.
 */
export async function exchange(agent: Agent, url: string, init: PromFetchInit): Promise<PromFetchResponse> {
  const { method, headers, body, signal } = init
  const reply = await request(url, {
    dispatcher: agent,
    method,
    headers: { 'accept-encoding': 'gzip', ...headers },
    body: body ?? null,
    signal,
  })
  const packed = reply.headers['content-encoding'] === 'gzip'
  return {
    status: reply.statusCode,
    headers: {
      get(name) {
        const value = reply.headers[name.toLowerCase()]
        return (Array.isArray(value) ? value.join(', ') : value) ?? null
      },
    },
    body: packed ? unpack(reply.body) : reply.body,
  }
}

/** The unpacked body; leaving the loop over it ends the request. */
async function* unpack(packed: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const source = packed[Symbol.asyncIterator]()
  const held: Buffer[] = []
  try {
    for (let size = 0; size <= smallBytes; ) {
      const { done, value } = await source.next()
      if (done) {
        if (held.length > 0) yield gunzipSync(Buffer.concat(held))
        return
      }
      held.push(value)
      size += value.length
    }
    yield* pipeline(Readable.from(joined(held, source)), createGunzip(), () => {})
  } finally {
    await source.return?.()
  }
}

async function* joined(held: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* held
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

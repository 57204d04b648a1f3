/** What the client asks of `fetch`; the global one, undici's and a Hono application's `request` all fit. */
export type PromFetch = (url: string, init: PromFetchInit) => Promise<PromFetchResponse>

export interface PromFetchInit {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string
  redirect: 'manual'
  signal: AbortSignal
}

export interface PromFetchResponse {
  status: number
  headers: { get(name: string): string | null }
  body: AsyncIterable<Uint8Array> | null
}

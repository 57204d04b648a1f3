/** A model at an endpoint that speaks OpenAI's Chat Completions. */
export interface ModelOptions {
  apiKey: string
  /** Where the endpoint is, as a rule ending in `/v1`; OpenAI's own unless given. */
  baseUrl?: string | undefined
  name: string
  temperature?: number | undefined
  /** How long the endpoint may be silent. */
  timeoutMs?: number | undefined
  /** How often a request is sent again that failed in passing. */
  maxRetries?: number | undefined
}

export const usualTimeoutMs = 60_000
export const usualRetries = 2

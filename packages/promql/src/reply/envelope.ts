import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { Frame, Series } from '../source.ts'

const envelope = z.object({
  status: z.literal('success'),
  data: z.unknown(),
  warnings: z.array(z.string()).nullish(),
  infos: z.array(z.string()).nullish(),
  // VictoriaMetrics' cluster version says so itself.
  isPartial: z.boolean().nullish(),
})

export type Envelope = z.infer<typeof envelope>

/** A reply that is not what the API promises; nothing of its content is repeated. */
function unexpectedReply(what: string, cause?: unknown): AppError {
  return new AppError('upstream', `The reply ${what}.`, {
    hint: 'Check that the URL is that of a Prometheus API, and what a proxy in between does to replies.',
    retryable: false,
    cause,
  })
}

/** JSON of a 2xx reply. A body that is no JSON is an error, most often one that was cut short on its way. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    const opens = /^\s*[{[]/.test(bytes.toString('latin1', 0, 64))
    if (!opens) throw unexpectedReply(bytes.length === 0 ? 'is empty' : 'is not JSON')
    throw new AppError('upstream', `The reply breaks off: its ${bytes.length} bytes are not complete JSON.`, {
      hint: 'Ask again; if it stays so, a proxy in between cuts replies short: ask for a shorter window or a larger step.',
      cause: new Error(cause instanceof Error ? cause.name : 'not JSON'),
    })
  }
}

/** The outer object of every reply of the API. */
export function parseEnvelope(json: unknown): Envelope {
  return parseAs(envelope, json)
}

/** Parses untrusted JSON; the error names the place that is wrong, never what stands there. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, json: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.join('.') ?? ''
  throw unexpectedReply(`is not of the expected shape${path === '' ? '' : ` at ${path}`}`)
}

/** Series and what the source says about them as one frame. */
export function toFrame(series: readonly Series[], { warnings, infos, isPartial }: Envelope): Frame {
  return {
    series,
    warnings: [...(warnings ?? []), ...(infos ?? [])],
    partial: isPartial === true || (warnings ?? []).some(isAboutStorage),
  }
}

/**
 * Prometheus marks what its engine says with "PromQL warning:" or "PromQL info:", and counts what it leaves out of that;
 * any other warning comes from storage (a remote read or a Thanos store that failed, a limit that cut the result), so
 * something is missing.
 */
function isAboutStorage(warning: string): boolean {
  return !/^PromQL |^\d+ more (?:warning|info) annotations omitted$/.test(warning)
}

import { AppError } from '@ocp-perf/errors'
import type { MatchWindow } from '@ocp-perf/promql'
import type { z } from 'zod'
import { matchParameters, metadataParameters, readParameters } from './parameters.ts'
import { type Remarks, success } from './replies.ts'
import type { ApiContext, ApiRequest, Route } from './route.ts'
import { unescapeName } from './unescape-name.ts'

export const labelRoutes: readonly Route[] = [
  { path: '/api/v1/labels', takesForms: true, answer: answerLabels },
  { path: '/api/v1/label/*/values', answer: answerValues },
  { path: '/api/v1/series', takesForms: true, answer: answerSeries },
  { path: '/api/v1/metadata', answer: answerMetadata },
]

type Given = z.infer<typeof matchParameters>

async function answerLabels({ form, signal }: ApiRequest, { source }: ApiContext): Promise<Response> {
  const given = readParameters(matchParameters, form)
  return limited(await source.labelNames(windowOf(given), { signal }), given)
}

async function answerValues({ form, segment, signal }: ApiRequest, { source }: ApiContext): Promise<Response> {
  const given = readParameters(matchParameters, form)
  const name = unescapeName(decode(segment))
  return limited(await source.labelValues(name, windowOf(given), { signal }), given)
}

async function answerSeries({ form, signal }: ApiRequest, { source }: ApiContext): Promise<Response> {
  const given = readParameters(matchParameters, form)
  if (given['match[]'].length === 0) throw new AppError('invalid_input', 'no match[] parameter provided')
  return limited(await source.series(windowOf(given), { signal }), given)
}

async function answerMetadata({ form, signal }: ApiRequest, { source }: ApiContext): Promise<Response> {
  const { metric, limit } = readParameters(metadataParameters, form)
  const described = [...(await source.metadata(metric, { signal }))]
  const shown = limit === undefined ? described : described.slice(0, limit)
  return success(Object.fromEntries(shown.map(([name, one]) => [name, [one]])))
}

function windowOf({ 'match[]': match, start, end }: Given): MatchWindow {
  const seconds = (milliseconds: number | undefined) =>
    milliseconds === undefined ? undefined : clamp(milliseconds) / 1000
  return { match, start: seconds(start), end: seconds(end) }
}

// Clients ask from the first to the last time that they can write.
const farthestMs = 8.64e14

function clamp(milliseconds: number): number {
  return Math.max(-farthestMs, Math.min(farthestMs, milliseconds))
}

function limited<T>(items: readonly T[], { limit = 0 }: Given): Response {
  if (limit === 0 || items.length <= limit) return success(items)
  const remarks: Remarks = { warnings: ['results truncated due to limit'] }
  return success(items.slice(0, limit), remarks)
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // A lone percent sign is no encoding, and no label has one.
    throw new AppError('invalid_input', `invalid label name: ${JSON.stringify(segment.slice(0, 80))}`)
  }
}

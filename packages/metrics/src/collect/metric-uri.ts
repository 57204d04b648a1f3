import { AppError } from '@ocp-perf/errors'
import { type Window, windowSchema } from '@ocp-perf/panel'

/** A metric of a cluster in a window, as a `metric://` URI names it. */
export interface MetricReference {
  cluster: string
  id: string
  /** Undefined where the URI names no window. */
  window: Window | undefined
}

/** The RFC 6570 template of `metricUri`. */
export const metricUriTemplate = 'metric://{cluster}/{id}{?start,end,step}'

/** The resource that holds a metric's points; any server that knows the cluster can answer it. */
export function metricUri(cluster: string, id: string, { start, end, step }: Window): string {
  return `metric://${encodeURIComponent(cluster)}/${encodeURIComponent(id)}?start=${start}&end=${end}&step=${step}`
}

/** Reads what `metricUri` wrote; `invalid_input` for anything else. */
export function parseMetricUri(uri: string): MetricReference {
  const [, cluster, id, query = ''] = /^metric:\/\/([^/?#]+)\/([^/?#]+)(?:\?([^#]*))?$/.exec(uri) ?? []
  if (cluster === undefined || id === undefined) throw refusal(uri)
  const parameters = new URLSearchParams(query)
  const names = [...parameters.keys()]
  if (names.length === 0) return { cluster: decode(cluster, uri), id: decode(id, uri), window: undefined }
  const parsed = windowSchema
    .strict()
    .safeParse(
      Object.fromEntries(
        [...parameters].map(([name, value]) => [name, value.trim() === '' ? Number.NaN : Number(value)]),
      ),
    )
  const repeated = new Set(names).size < names.length
  if (repeated || !parsed.success || parsed.data.step <= 0 || parsed.data.end < parsed.data.start) throw refusal(uri)
  return { cluster: decode(cluster, uri), id: decode(id, uri), window: parsed.data }
}

function decode(part: string, uri: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A stray percent sign: the reader is told the form, not the parser's words.
    throw refusal(uri)
  }
}

function refusal(uri: string): AppError {
  return new AppError('invalid_input', `${JSON.stringify(uri.slice(0, 120))} is not the address of a metric`, {
    hint: `The form is ${metricUriTemplate}, with start, end and step in seconds, all three or none.`,
  })
}

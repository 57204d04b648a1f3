import type { TimeseriesContext } from '../context.ts'
import { askInflux } from './ask-influx.ts'
import { askPrometheus } from './ask-prometheus.ts'
import { type SourceInput, theQuery } from './inputs.ts'
import type { SeriesSet } from './series-set.ts'

/** The series that a call is about, of whichever source it names. */
export async function ask(input: SourceInput, context: TimeseriesContext, signal: AbortSignal): Promise<SeriesSet> {
  const asked = theQuery(input)
  const { cluster, duration, start_time, end_time, step, influxdb, bucket, org } = input
  const span = { duration, start_time, end_time, step }
  return asked.kind === 'prometheus'
    ? await askPrometheus({ query: asked.query, cluster, ...span }, context, signal)
    : await askInflux({ query: asked.query, influxdb, bucket, org, ...span }, context, signal)
}

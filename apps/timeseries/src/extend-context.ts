import type { Extension, OpenContext } from '@ocp-perf/analyzer'
import { loadInfluxSources } from '@ocp-perf/influx'
import { readScrapeSeconds } from './ask/scrape-seconds.ts'
import type { TimeseriesContext } from './context.ts'
import { createInfluxSources } from './influx-sources.ts'
import { createKernels, type Kernels } from './work/kernels.ts'

/** The context of clusters with the InfluxDB servers of `influxdb.yaml` or the environment, and threads for long work. */
export async function extendContext(
  context: OpenContext,
  { configDir, env }: Extension,
): Promise<TimeseriesContext & OpenContext> {
  const { sources, current } = await loadInfluxSources({ configDir, env })
  return withSources(context, createInfluxSources(sources, current))
}

const scrapeKeptSeconds = 600

/** The same over InfluxDB servers that are known already. */
export function withSources(
  context: OpenContext,
  influx: ReturnType<typeof createInfluxSources>,
  kernels: Kernels = createKernels(),
): TimeseriesContext & OpenContext {
  const scrapes = new Map<string, { seconds: number; until: number }>()
  const extended = {
    influx,
    kernels,
    scrapeSeconds: async (cluster: string | undefined, signal: AbortSignal) => {
      const { name, source, now } = await context.source(cluster, signal)
      const known = scrapes.get(name)
      if (known !== undefined && known.until > context.now()) return known.seconds
      const seconds = await readScrapeSeconds(source, now(), signal)
      scrapes.set(name, { seconds, until: context.now() + scrapeKeptSeconds })
      return seconds
    },
    close: async () => {
      await Promise.all([influx.close(), kernels.close()])
      await context.close()
    },
  }
  // An heir, so that what is read on first use only, such as the catalog, still is.
  return Object.assign(Object.create(context) as OpenContext, extended)
}

import { setTimeout as delay } from 'node:timers/promises'
import { p50, slope } from '@ocp-perf/stats'
import { z } from 'zod'

/** The agent's memory over time, in MiB. */
export interface MemoryWatch {
  /** Ends it. */
  stop(): Promise<MemoryFigures>
}

interface MemoryFigures {
  rss: Drift
  heap: Drift
}

/** How one figure moved after the warm-up. */
export interface Drift {
  /** The median of the first third, and of the last one. */
  first: number
  last: number
  /** Of the line through all of them. */
  perMinute: number
}

interface Sample {
  seconds: number
  rss: number
  heap: number
}

interface Watched {
  url: string
  collect(): void
}

interface Times {
  afterMs: number
  everyMs: number
}

const collectingMs = 300

/** Reads the metrics of a process from `afterMs` on, each time after its garbage is gone. */
export function watchMemory({ url, collect }: Watched, { afterMs, everyMs }: Times): MemoryWatch {
  const stopped = new AbortController()
  const samples: Sample[] = []
  const begun = performance.now()
  const watching = (async () => {
    for (let wait = afterMs; !stopped.signal.aborted; wait = everyMs) {
      await delay(wait, undefined, { signal: stopped.signal }).catch(() => {
        // Being stopped is no fault.
      })
      collect()
      await delay(collectingMs)
      samples.push(await readSample(url, (performance.now() - begun) / 1000))
    }
  })()
  return {
    async stop() {
      stopped.abort()
      await watching
      return { rss: driftOf(samples, 'rss'), heap: driftOf(samples, 'heap') }
    },
  }
}

/** How a figure moved. */
function driftOf(samples: readonly Sample[], figure: 'rss' | 'heap'): Drift {
  const third = Math.max(1, Math.floor(samples.length / 3))
  const column = (part: readonly Sample[], of: keyof Sample) => Float64Array.from(part, (sample) => sample[of])
  return {
    first: p50(column(samples.slice(0, third), figure)),
    last: p50(column(samples.slice(-third), figure)),
    perMinute: 60 * slope(column(samples, 'seconds'), column(samples, figure)),
  }
}

const figureSchema = z.coerce.number().positive()

async function readSample(url: string, seconds: number): Promise<Sample> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const read = (name: string) => figureSchema.parse(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) / 2 ** 20
  return { seconds, rss: read('process_resident_memory_bytes'), heap: read('nodejs_heap_size_used_bytes') }
}

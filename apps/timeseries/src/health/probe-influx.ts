import { settle } from '@ocp-perf/analyzer'
import { z } from 'zod'
import type { InfluxSources } from '../context.ts'

/** Whether an InfluxDB answers. */
export const influxHealthSchema = z.object({
  name: z.string(),
  reachable: z.boolean(),
  /** Generation and release, such as `v1 1.6.7`; null where it does not answer. */
  version: z.string().nullable(),
  latency_seconds: z.number().nullable(),
  problem: z.string().nullable(),
  hint: z.string().nullable(),
})

/** Asks an InfluxDB who it is. A failure is part of the answer. */
export async function probeInflux(
  name: string,
  influx: InfluxSources,
  signal: AbortSignal,
): Promise<z.infer<typeof influxHealthSchema>> {
  const begun = performance.now()
  const { value, error } = await settle(influx.source(name).health({ signal }))
  if (error) {
    return {
      name,
      reachable: false,
      version: null,
      latency_seconds: null,
      problem: error.message,
      hint: error.hint ?? null,
    }
  }
  return {
    name,
    reachable: true,
    version: `${value.version} ${value.release}`.trim(),
    latency_seconds: (performance.now() - begun) / 1000,
    problem: null,
    hint: null,
  }
}

/** The same for the health of this process, which says which kind of failure it was and no address. */
export async function influxDependencies(influx: InfluxSources, signal: AbortSignal) {
  return await Promise.all(
    influx.names.map(async (name) => {
      const { error } = await settle(influx.source(name).health({ signal }))
      return { name: `InfluxDB ${name}`, ready: error === undefined, detail: error?.code ?? 'answers' }
    }),
  )
}

import { unitSchema, windowSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { joinSignals } from '../join-signals.ts'
import type { Servers } from '../servers.ts'

/** What the resource behind a metric's `uri` answers. */
const pointsSchema = z.object({
  cluster: z.string(),
  id: z.string(),
  unit: unitSchema,
  window: windowSchema,
  series: z.array(
    z.object({
      labels: z.record(z.string(), z.string()),
      points: z.array(z.tuple([z.number(), z.number().nullable()])),
    }),
  ),
  omitted: z.number(),
})
export type Points = z.infer<typeof pointsSchema>

const readMs = 20_000

/** The points of a metric, of any server that has them unless one is named. Rejects with what the servers reject with, and for an answer of another shape. */
export async function readPoints(
  servers: Servers,
  uri: string,
  server: string | undefined,
  signal: AbortSignal,
): Promise<Points> {
  const limited = joinSignals([signal], readMs)
  try {
    const from = server === undefined ? {} : { server }
    return pointsSchema.parse(await servers.read(uri, { signal: limited.signal, ...from }))
  } finally {
    limited.release()
  }
}

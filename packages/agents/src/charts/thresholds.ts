import { type Bands, bandLevels, bandsSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import type { Chart } from '../contract/index.ts'
import type { Servers } from '../servers.ts'
import type { LimitWish } from './wishes.ts'

const thresholdsSchema = z.array(bandsSchema.extend({ id: z.string() }))

/** The limits that verdicts come from, by metric id. */
export type Thresholds = ReadonlyMap<string, Bands>

const thresholdsUri = 'catalog://thresholds'
const readMs = 10_000
// A server may come back with another catalog.
const keptMs = 300_000

/** Reads each server's limits once in a while; without them charts have no line, and nothing else changes. */
export function createThresholds(servers: Servers): (server: string | undefined) => Promise<Thresholds> {
  const known = new Map<string, { at: number; thresholds: Promise<Thresholds> }>()
  const read = async (server: string | undefined): Promise<Thresholds> => {
    const signal = AbortSignal.timeout(readMs)
    const reply = await servers.read(thresholdsUri, { signal, ...(server === undefined ? {} : { server }) })
    return new Map(thresholdsSchema.parse(reply).map(({ id, ...bands }) => [id, bands]))
  }
  return async (server) => {
    const key = server ?? ''
    const found = known.get(key)
    if (found !== undefined && performance.now() - found.at < keptMs) return found.thresholds
    const thresholds = read(server).catch(() => {
      // It is asked again next time; a chart without its line is still a chart.
      known.delete(key)
      return new Map()
    })
    known.set(key, { at: performance.now(), thresholds })
    return thresholds
  }
}

/** The limit that is drawn, by a metric's limits in the catalog. */
export function limitOf(known: Bands | undefined, wish: LimitWish | null = mildest): Chart['limit'] {
  if (wish === null) return null
  if (wish.of === 'value') return limitOfValue(known, wish)
  const bands = wish.bands ?? known
  const verdict = [wish.level, ...bandLevels].find((each) => each !== undefined && bands?.[each] !== undefined)
  const value = verdict === undefined ? undefined : bands?.[verdict]
  return bands === undefined || verdict === undefined || value === undefined
    ? null
    : { value, verdict, source: bands.source }
}

const mildest: LimitWish = { of: 'level', level: undefined }

/** Without the catalog it is drawn with the source that the wish names. */
function limitOfValue(known: Bands | undefined, { value, level, source }: LimitWish & { of: 'value' }) {
  const verdict = bandLevels.find((each) => known?.[each] === value) ?? level
  const from = known?.source ?? source
  return from === undefined ? null : { value, verdict, source: from }
}

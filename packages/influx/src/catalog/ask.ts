import type { Flight } from '@ocp-perf/promql'
import type { InfluxAnswer, InfluxQueryOptions, InfluxRequest } from '../source.ts'

/** Asks a query through the client, guards and limits included. */
export type Ask = (request: InfluxRequest, limits: InfluxQueryOptions, flight: Flight) => Promise<InfluxAnswer>

/** More names than anybody can look through. */
export const maxRows = 100_000

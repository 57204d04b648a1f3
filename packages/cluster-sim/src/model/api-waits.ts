import { requestKinds } from './api-requests.ts'
import type { ApiServer } from './api-server.ts'
import { type Delay, delayOf, eitherOf } from './delay.ts'
import { halfMinutes } from './signals.ts'

/** What those wait for who work by way of the API servers, whichever of these they are sent to. */
export interface ApiWaits {
  /** A change of a pod. */
  write(time: number): Delay
}

const patch = requestKinds.find(({ verb, resource }) => verb === 'PATCH' && resource === 'pods')

/** `servers`: asked for when the first of them is waited for, since they rest on nodes that wait for them. */
export function createApiWaits(servers: () => readonly ApiServer[]): ApiWaits {
  const write = (time: number) => {
    if (patch === undefined) return delayOf(0, 0)
    const all = servers().map((server) => ({ weight: server.rate(patch)(time), delay: server.delay(patch, time) }))
    const sum = all.reduce((total, { weight }) => total + weight, 0)
    return eitherOf(all.map(({ weight, delay }) => ({ weight: sum > 0 ? weight / sum : 0, delay })))
  }
  return { write: halfMinutes(write) }
}

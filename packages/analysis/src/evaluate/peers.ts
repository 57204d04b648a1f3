import { p50 } from '@ocp-perf/stats'
import { ownerOf, type Reading, type Readings } from './readings.ts'

/** The series of the same kind that belong to other members, as one series is held against them. */
export interface Peers {
  count: number
  /** The middle one of a figure of theirs; `name` tells one figure from another. */
  middle(name: string, figureOf: (each: Reading) => number): number
}

/** In a fleet of so many one series hardly moves the middle, so that all of them have one. */
const fleetSize = 30

/** Nothing to hold a series against. */
export const nobody: Peers = { count: 0, middle: () => Number.NaN }

/** Each series of a fleet asks for the same middle, and they are thousands. */
const fleets = new WeakMap<readonly Reading[], Peers>()

/** Those that a series can be held against; nobody for what is of no member. */
export function peersOf(reading: Reading, readings: Readings): Peers {
  const owner = ownerOf(reading)
  if (owner === '') return nobody
  const group = readings.alike(reading)
  if (group.length > fleetSize) return fleetOf(group)
  const { member, peer } = reading.row.labels
  const others = group
    .filter((other) => ownerOf(other) !== owner)
    // The two ends of a pair see the same way, so that neither is the other's measure.
    .filter(({ row }) => peer === undefined || !(row.labels.member === peer && row.labels.peer === member))
  return { count: others.length, middle: (_, figureOf) => p50(Float64Array.from(others, figureOf)) }
}

function fleetOf(group: readonly Reading[]): Peers {
  const known = fleets.get(group)
  if (known !== undefined) return known
  const middles = new Map<string, number>()
  const made: Peers = {
    count: group.length - 1,
    middle: (name, figureOf) => {
      const middle = middles.get(name) ?? p50(Float64Array.from(group, figureOf))
      middles.set(name, middle)
      return middle
    },
  }
  fleets.set(group, made)
  return made
}

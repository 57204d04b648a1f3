import type { Signal } from '../samples/family.ts'
import type { Faults } from './faults.ts'
import { timeOfWeek } from './load.ts'
import { scaled, zero } from './signals.ts'

/** What hinders new connections to and from a node; in a second. */
export interface Connections {
  /** Requests that found the queue of their program full, and requests that clients sent again for it. */
  overflows: Signal
  resent: Signal
  /** Entries that are wanted in the table of connections beside the usual ones. */
  tracked: Signal
  /** Share of the node's new connections whose first packet the full table has no room for. */
  refused: Signal
  tableDrops: Signal
  /** Entries that made room for others, and those that another one was quicker than. */
  earlyDrops: Signal
  clashes: Signal
}

/** What OpenShift's nodes let the table of connections hold. */
export const tableSize = 1_048_576
/** Entries of a node's usual connections, about. */
const usualEntries = 2000
/** From this share on the kernel looks for entries that it can do without. */
const lookedFor = 0.95
/** Of the connections that find no room, it finds one for so many. */
const found = 0.15
/** How long an entry that nobody needs any more stays, and the table needs to fill. Seconds. */
const staysFor = 600
const fillsIn = 150
/** Connections that clients ask the program for in a second, more or less. */
const requests = 40

export function createConnections(node: string, faults: Faults): Connections {
  return { ...accepting(faults.on('slow-accept', node)), ...tracking(faults.filling('connection-leak', node, fillsIn)) }
}

function accepting(full: Signal): Pick<Connections, 'overflows' | 'resent'> {
  if (full === zero) return { overflows: zero, resent: zero }
  const asked: Signal = (time) => requests * timeOfWeek(time)
  const resent: Signal = (time) => asked(time) * againFor(full(time))
  return { resent, overflows: (time) => full(time) * (asked(time) + resent(time)) }
}

function tracking(wanted: Signal): Omit<Connections, 'overflows' | 'resent'> {
  if (wanted === zero) {
    return { tracked: zero, refused: zero, tableDrops: zero, earlyDrops: zero, clashes: zero }
  }
  const all: Signal = (time) => wanted(time) + usualEntries / tableSize
  const made: Signal = (time) => (wanted(time) * tableSize) / staysFor
  const pressed: Signal = (time) => Math.min(1, Math.max(0, (all(time) - lookedFor) / (1 - lookedFor)))
  const refused: Signal = (time) => (1 - found) * Math.max(0, 1 - 1 / all(time))
  return {
    tracked: scaled(wanted, tableSize),
    refused,
    tableDrops: (time) => refused(time) * made(time) * (1 + againFor(refused(time))),
    earlyDrops: (time) => found * pressed(time) * made(time),
    clashes: scaled(pressed, 2),
  }
}

/** Requests that are sent again, for each, by clients that try four times. */
export function againFor(unheard: number): number {
  return unheard + unheard ** 2 + unheard ** 3
}

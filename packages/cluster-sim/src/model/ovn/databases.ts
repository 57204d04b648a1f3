import type { Signal } from '../../samples/family.ts'
import { meanOf } from '../delay.ts'
import { drawOf } from '../draw.ts'
import type { NetworkSize } from './network-size.ts'
import type { OvnTrouble } from './ovn-trouble.ts'
import type { PodSetup } from './pod-setup.ts'

/** A database server of a node. */
interface OvnDatabase {
  name: 'OVN_Northbound' | 'OVN_Southbound'
  /** Bytes of its file, old versions included. */
  size: Signal
  /** The newest stamp in it. Unix seconds. */
  stamp: Signal
  /** Clients that are connected. */
  sessions: Signal
}

/** The two databases of a node. */
export interface OvnDatabases {
  northbound: OvnDatabase
  southbound: OvnDatabase
  /** How often in a second a client of the northbound one loses it. */
  disconnects: Signal
  /** Objects in a second that are given up after all tries. */
  givenUp: Signal
}

export interface DatabaseParts {
  key: string
  size: NetworkSize
  setup: PodSetup
  /** Objects of the node that change in a second. */
  churn: Signal
  trouble: OvnTrouble
}

/** Seconds between two stamps. */
const stampEvery = 30
/** Old versions are thrown away when they are as much as what is left. Seconds. */
const compactsEvery = 5400
/** Clients that get no answer look for another server. */
const looksAgain = 1 / 60
/** Seconds of all tries together. */
const triesFor = 720

export function createDatabases({ key, size, setup, churn, trouble }: DatabaseParts): OvnDatabases {
  const { lastWritten, stalled, disconnected } = trouble
  const phase = stampEvery * drawOf(key, 'stamp')
  const stampAt: Signal = (time) => Math.floor(Math.floor((time - phase) / stampEvery) * stampEvery + phase)
  const behind = (time: number) => meanOf(setup.toBinding.delay(time))
  const saw = (name: string): Signal => {
    const start = drawOf(key, name, 'compaction')
    return (time) => 1 + ((time / compactsEvery + start) % 1)
  }
  const fileOf = (name: string, live: Signal): Signal => {
    const versions = saw(name)
    return (time) => live(lastWritten(time)) * versions(lastWritten(time))
  }
  return {
    northbound: {
      name: 'OVN_Northbound',
      size: fileOf('OVN_Northbound', size.northbound),
      stamp: (time) => stampAt(lastWritten(time)),
      sessions: () => 3,
    },
    southbound: {
      name: 'OVN_Southbound',
      size: fileOf('OVN_Southbound', size.southbound),
      stamp: (time) => stampAt(lastWritten(time) - behind(time)),
      sessions: (time) => 4 - disconnected(time),
    },
    disconnects: (time) => looksAgain * stalled(time),
    givenUp: (time) => (stalled(time) > 0 && stalled(time - triesFor) > 0 ? 0.3 * churn(time) : 0),
  }
}

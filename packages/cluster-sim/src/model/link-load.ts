import type { Signal } from '../samples/family.ts'
import { drawOf } from './draw.ts'
import { zero } from './signals.ts'

/** What pods move through a node's link beside its usual traffic; in a second. */
export interface LinkLoad {
  packetsIn: Signal
  packetsOut: Signal
  bytesIn: Signal
  bytesOut: Signal
  /** What came in as the kernel sees it, which joins packets of a flow. */
  joinedIn: Signal
  joinedOut: Signal
  /** Share of all packets that find the queue to the link full, or that come when the ring behind it is. */
  lostIn: Signal
  lostOut: Signal
}

/** Bytes a second of a link of 10 Gbit/s. */
export const lineRate = 1.25e9
/** Of a full line, gaps between frames and their preambles are not counted. */
const fullest = 0.985
const fullFrame = 1450
/** One confirmation for some frames, which is small. */
const confirmations = 0.3
const smallFrame = 66
/** Frames that the kernel joins to one packet. */
const joined = 12

const none: LinkLoad = {
  packetsIn: zero,
  packetsOut: zero,
  bytesIn: zero,
  bytesOut: zero,
  joinedIn: zero,
  joinedOut: zero,
  lostIn: zero,
  lostOut: zero,
}

/** `offered`: share of the line rate. Which way the data goes is drawn. */
export function createLinkLoad(key: string, offered: Signal): LinkLoad {
  if (offered === zero) return none
  const lost: Signal = (time) => lostOf(offered(time))
  const frames: Signal = (time) => (Math.min(fullest, offered(time) * (1 - lost(time))) * lineRate) / fullFrame
  const data = framesOf(frames, fullFrame)
  const answers = framesOf((time) => confirmations * frames(time), smallFrame)
  const [into, out] = drawOf(key, 'direction') < 0.5 ? [data, answers] : [answers, data]
  return {
    packetsIn: into.packets,
    packetsOut: out.packets,
    bytesIn: into.bytes,
    bytesOut: out.bytes,
    joinedIn: into.joined,
    joinedOut: out.joined,
    lostIn: into === data ? lost : zero,
    lostOut: out === data ? lost : zero,
  }
}

function framesOf(packets: Signal, size: number): Record<'packets' | 'bytes' | 'joined', Signal> {
  return { packets, bytes: (time) => size * packets(time), joined: (time) => packets(time) / joined }
}

/** Bursts fill the queue before the line is full; beyond that, senders take back most of what does not fit. */
function lostOf(offered: number): number {
  if (offered <= 0) return 0
  return offered < 1 ? 0.004 * Math.exp((offered - 1) / 0.04) : 0.004 + 0.1 * (offered - 1)
}

/** Seconds of a handler for a packet that no datapath flow matches: the whole pipeline of OVN is looked through. */
export const perUpcall = 1e-4
/** Seconds of a revalidator for a datapath flow, each time that all are looked at. */
export const perFlow = 2e-5
/** Of their time handlers have so much for packets. */
const forPackets = 0.7
/** Seconds that revalidators may take for all flows: beyond 1.3 s the limit falls, below 1 s it rises. */
const longestDump = 1.15

/** Threads that take packets, one for each processor, and those that look after flows, as many as Open vSwitch starts. */
export function threadsOf(cpus: number): Record<'handlers' | 'revalidators', number> {
  return { handlers: cpus, revalidators: Math.floor(cpus / 4) + 1 }
}

/** Packets that the handlers of a node can take in a second. */
export function mostUpcalls(cpus: number): number {
  return (forPackets * threadsOf(cpus).handlers) / perUpcall
}

/** The limit of datapath flows that revalidators can keep up with, at which the dynamic one settles. */
export function flowLimit(cpus: number): number {
  return (longestDump * threadsOf(cpus).revalidators) / perFlow
}

import { setFlagsFromString } from 'node:v8'

// V8 reads all of these at each collection, so they may be set while it runs.

/** Keeps the heap near what lives in it: garbage is collected often. */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=40')
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * For whoever reads tens of megabytes at a time: the young generation may grow, as collecting every megabyte of it is a third of the
 * work, and the old one holds less garbage, as so much lives beside it.
 */
export function sizeHeapForLargeReplies(): void {
  setFlagsFromString('--semi-space-growth-factor=2')
  setFlagsFromString('--heap-growing-percent=25')
}

import { setFlagsFromString } from 'node:v8'

// V8 reads all of these at each collection, so they may be set while it runs.

/** Keeps the heap near what lives in it: garbage is collected often. */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=40')
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Lets the young generation grow under load: for whoever reads tens of megabytes at a time, collecting every one of them is a third of the work. */
export function letYoungHeapGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2')
}

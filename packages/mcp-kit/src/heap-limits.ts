import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

// V8 reads all of these at each collection, so they may be set while it runs.

/** Keeps the heap near what lives in it: garbage is collected often. */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=40')
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Bytes of both halves of the young generation, beyond which collecting it less often saves little. */
const roomyYoung = 16 * 1024 * 1024

/**
 * For whoever reads tens of megabytes at a time: the young generation may grow, as collecting every megabyte of it is a third of the
 * work, and the old one may hold half of what lives in it, as collecting it more often is a tenth of the work.
 */
export function sizeHeapForLargeReplies(): void {
  setFlagsFromString('--heap-growing-percent=50')
  letYoungGrow()
  // V8 has a limit of its own that cannot be set any more once it runs, so its growth is watched instead.
  watching ??= new PerformanceObserver(letYoungGrow)
  watching.observe({ entryTypes: ['gc'] })
}

let watching: PerformanceObserver | undefined

function letYoungGrow(): void {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0
  setFlagsFromString(`--semi-space-growth-factor=${young < roomyYoung ? 2 : 1}`)
}

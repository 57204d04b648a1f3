import type { LoadOptions } from '../load/options.ts'

const valueBytes = 64 * 1024

/** Writes `mebibytes` of distinct keys as fast as etcd takes them, and then ends. */
export function fillLoad(prefix: string, mebibytes: number): LoadOptions {
  const seed = Math.ceil((mebibytes * 1024 ** 2) / valueBytes)
  return { prefix, size: valueBytes, seed, seconds: 1, rate: 1, concurrency: 8 }
}

export interface BenchResult {
  label: string
  value: number
  /** `×` for ratios, else `ms`, `MiB`, `/s` … */
  unit: string
  target?: { atLeast?: number; atMost?: number }
  /** What was measured against what, where the label does not say it. */
  note?: string
}

/** One file of figures. `needsLab`: it reads `OCP_PERF_LAB_PROMETHEUS`, the URL of a real Prometheus with a real etcd. */
export interface Bench {
  name: string
  needsLab?: boolean
  run(): Promise<readonly BenchResult[]>
}

/** The middle value; the mean of the middle two for an even number. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** True when the figure has no target or keeps it. */
export function meetsTarget({ value, target }: BenchResult): boolean {
  if (target === undefined) return true
  return value >= (target.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (target.atMost ?? Number.POSITIVE_INFINITY)
}

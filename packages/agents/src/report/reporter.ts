import type { Rendering } from '@ocp-perf/elt'

/** A window as tools take it: by its length, its ends, or one of them. */
interface WindowWish {
  duration?: string | undefined
  start_time?: string | undefined
  end_time?: string | undefined
}

export interface ReportWish {
  /** A domain (`etcd`), or `cluster`: the walk over all levels with the report of each domain. */
  domain: string
  cluster?: string | undefined
  range?: WindowWish | undefined
  /** How far back to compare, such as `7d`. */
  baseline?: string | undefined
}

export interface ReportOptions {
  signal: AbortSignal
  /** Told what is being done. */
  onProgress?: (doing: string) => void
  /** Told of each piece of what a model writes; `anew` where it begins again. */
  onText?: (text: string, anew: boolean) => void
}

export interface Reporter {
  /** Rejects with an `AppError`, or the signal's reason. What it gives is what elt's `renderReport` takes. */
  make(wish: ReportWish, options: ReportOptions): Promise<Rendering>
}

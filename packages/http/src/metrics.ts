import type { Registry } from 'prom-client'

/** Records how one kind of work went: once for each piece of work. */
export type RecordWork = (labels: Readonly<Record<string, string>>, seconds: number) => void

/** Adds to a count. */
export type AddTo = (labels: Readonly<Record<string, string>>, amount: number) => void

/** A figure as it is now, and what tells it from others of its name. */
export interface Shown {
  labels: Readonly<Record<string, string>>
  value: number
}

/** A process' own metrics, in Prometheus' text format. */
export interface Metrics {
  /**
   * Counts and times one kind of work as `<name>_total` and `<name>_duration_seconds`, told apart by `labels`. The same
   * name gives the same recorder.
   */
  timed(name: string, help: string, labels: readonly string[]): RecordWork
  /** Counts something as `<name>_total`, told apart by `labels`. Once a name. */
  counted(name: string, help: string, labels: readonly string[]): AddTo
  /** Shows figures that are read when somebody asks. Once a name. */
  shown(name: string, help: string, labels: readonly string[], read: () => readonly Shown[]): void
  text(): Promise<string>
  readonly contentType: string
}

// From a cached answer to the longest that a tool may run.
const latencyBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** A registry of its own, so that two servers in one process do not share figures. */
export async function createMetrics(): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client')
  const registry: Registry = new Registry()
  // At the default precision an idle server would wake a hundred times a second.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  const recorders = new Map<string, RecordWork>()

  const create = (name: string, help: string, labels: readonly string[]): RecordWork => {
    const shared = { labelNames: labels, registers: [registry] }
    const total = new Counter({ ...shared, name: `${name}_total`, help })
    const duration = new Histogram({
      ...shared,
      name: `${name}_duration_seconds`,
      help: `${help} Duration in seconds.`,
      buckets: latencyBuckets,
    })
    return (values, seconds) => {
      total.inc({ ...values })
      duration.observe({ ...values }, seconds)
    }
  }
  return {
    timed(name, help, labels) {
      const recorder = recorders.get(name) ?? create(name, help, labels)
      recorders.set(name, recorder)
      return recorder
    },
    counted(name, help, labels) {
      const total = new Counter({ name: `${name}_total`, help, labelNames: labels, registers: [registry] })
      return (values, amount) => total.inc({ ...values }, amount)
    },
    shown(name, help, labels, read) {
      const gauge = new Gauge({
        name,
        help,
        labelNames: labels,
        registers: [registry],
        collect: () => {
          gauge.reset()
          for (const { labels: values, value } of read()) gauge.set({ ...values }, value)
        },
      })
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

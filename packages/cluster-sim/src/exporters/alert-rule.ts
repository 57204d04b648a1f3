import type { Model } from '../model/model.ts'

/** A rule of Prometheus, as the model can tell whether it holds. */
export interface AlertRule {
  name: string
  severity: 'critical' | 'warning' | 'info'
  /** Seconds that the condition must hold. */
  after: number
  /** What it is about; each has an alert of its own. */
  subjects(model: Model): readonly { labels: Readonly<Record<string, string>>; holds: (time: number) => boolean }[]
}

import { type DetectOptions, detectAnomalies } from '@ocp-perf/stats'
import type { ServiceSeries } from './make-services.ts'

/** How alerts agree with the incidents of series. */
export interface EventScore {
  /** Share of the incidents in which there was an alert. */
  recall: number
  /** Share of the alerts that lie in an incident. */
  precision: number
  /** Harmonic mean of both; 0 without a hit. */
  f1: number
  falseAlarmsPerDay: number
}

export interface EventCount {
  events: number
  found: number
  alerts: number
  right: number
  days: number
}

const day = 86_400
/** Nobody wants to hear of the same incident more than three times a day. */
const restSeconds = 8 * 3600

/** What a method makes of services at its default threshold. */
export function judgeServices(services: readonly ServiceSeries[], options: DetectOptions): EventScore {
  return eventScore(
    services.map(({ times, values, events }) => {
      const { alerts } = detectAnomalies({ times, values }, { ...options, restSeconds })
      const days = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / day
      return {
        ...countEvents(
          alerts.map(({ time }) => time),
          events,
        ),
        days,
      }
    }),
  )
}

/** Alerts against incidents; both ends of an incident belong to it. */
export function countEvents(alerts: readonly number[], events: ServiceSeries['events']): Omit<EventCount, 'days'> {
  const isIn = (time: number, event: { start: number; end: number }) => time >= event.start && time <= event.end
  return {
    events: events.length,
    found: events.filter((event) => alerts.some((time) => isIn(time, event))).length,
    alerts: alerts.length,
    right: alerts.filter((time) => events.some((event) => isIn(time, event))).length,
  }
}

/** The score over several series, in which each incident and each alert weighs the same. */
export function eventScore(counts: readonly EventCount[]): EventScore {
  const sum = (of: (count: EventCount) => number) => counts.reduce((total, count) => total + of(count), 0)
  const [events, found, alerts, right] = [
    sum((c) => c.events),
    sum((c) => c.found),
    sum((c) => c.alerts),
    sum((c) => c.right),
  ]
  const recall = events === 0 ? 1 : found / events
  const precision = alerts === 0 ? 1 : right / alerts
  return {
    recall,
    precision,
    f1: found === 0 ? 0 : (2 * recall * precision) / (recall + precision),
    falseAlarmsPerDay: (alerts - right) / sum((count) => count.days),
  }
}

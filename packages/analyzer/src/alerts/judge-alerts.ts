import { compareVerdicts, type Verdict, worstVerdict } from '@ocp-perf/panel'
import { type AlertSelection, alertsHeadline, selectionNotes } from './alerts-headline.ts'
import type { Alert, ClusterAlerts } from './alerts-schema.ts'
import type { AlertsReading } from './read-alerts.ts'
import { shortenAlerts } from './shorten-alerts.ts'

export interface AlertFilter extends AlertSelection {
  top: number
}

// The severities of OpenShift and of kube-prometheus; others are somebody's own and count as information.
const verdicts: Readonly<Record<string, Verdict>> = { critical: 'critical', warning: 'degraded' }

/** An alert that always fires, to show that alerting works; it is no trouble. */
const watchdog = 'Watchdog'

/** Sorts what fires, filters it as asked and says what it means. A filter chooses what is shown, not how bad things are. */
export function judgeAlerts(cluster: string, reading: AlertsReading, filter: AlertFilter): ClusterAlerts {
  const real = reading.alerts
    .filter(({ name, severity }) => name !== watchdog && severity !== 'none')
    .sort((a, b) => compareVerdicts(verdictOf(a), verdictOf(b)) || (a.since ?? 0) - (b.since ?? 0))
  const kept = real.filter((alert) => isWanted(alert, filter))
  const sorted = { kept, hidden: real.filter((alert) => !isWanted(alert, filter)) }
  const firing = kept.filter(({ state }) => state === 'firing').length
  const { alerts, notes } = shortenAlerts(kept, filter.top)
  return {
    cluster,
    verdict: judge(real, reading),
    headline: real.length > 0 ? alertsHeadline(sorted, filter) : describeSilence(reading),
    source: reading.source,
    alerts,
    omitted: kept.length - alerts.length,
    firing,
    pending: kept.length - firing,
    notes: [...reading.notes, ...selectionNotes(sorted, filter), ...notes],
  }
}

function isWanted({ severity, namespace }: Alert, wanted: AlertSelection): boolean {
  return (
    (wanted.severity === undefined || severity === wanted.severity) &&
    (wanted.namespace === undefined || namespace === wanted.namespace)
  )
}

function verdictOf({ severity, state }: Alert): Verdict {
  return state === 'pending' ? 'watch' : (verdicts[severity] ?? 'watch')
}

function judge(alerts: readonly Alert[], { hasRules }: AlertsReading): Verdict {
  if (alerts.length > 0) return worstVerdict(alerts.map(verdictOf))
  if (hasRules === true) return 'ok'
  return hasRules === false ? 'no_data' : 'unknown'
}

function describeSilence({ hasRules, silence }: AlertsReading): string {
  if (silence !== undefined) return silence
  if (hasRules === true) return 'nothing fires and nothing is pending'
  return hasRules === false
    ? 'no alerting rule is loaded in this Prometheus, so nothing can fire; ask the tools that measure instead'
    : 'no alert was seen, and whether any alerting rule is loaded could not be read'
}

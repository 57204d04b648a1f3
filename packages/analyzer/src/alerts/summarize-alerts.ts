import { isRecordingNote } from '@ocp-perf/metrics'
import { formatValue } from '@ocp-perf/panel'
import { joinLines } from '../summarize-panel.ts'
import type { Alert, ClusterAlerts } from './alerts-schema.ts'

/** Alerts as text: verdict and count first, then a line each. */
export function summarizeAlerts({ cluster, verdict, headline, alerts, omitted, notes }: ClusterAlerts): string {
  return joinLines(`${verdict}: ${headline}\n${cluster}`, [
    ...notes.filter(isRecordingNote),
    ...alerts.map(describeAlert),
    ...(omitted > 0 ? [`… ${omitted} more; raise top or filter by severity or namespace.`] : []),
    ...notes.filter((note) => !isRecordingNote(note)).map((note) => `Note: ${note}`),
  ])
}

function describeAlert({ name, severity, state, since, namespace, summary }: Alert): string {
  const when = since === null ? '' : ` since ${formatValue(Math.round(since), 'timestamp')}`
  const where = namespace === null ? '' : ` in ${namespace}`
  return `- ${severity} ${name}${where}: ${state}${when}${summary ? `; ${summary}` : ''}`
}

import type { Labels } from '@ocp-perf/promql'
import type { Alert } from './alerts-schema.ts'

// Labels that say what an alert is; the rest of them says what it is about.
const ownLabels = new Set([
  '__name__',
  'alertname',
  'alertstate',
  'severity',
  'namespace',
  'prometheus',
  'prometheus_replica',
])

/** What the labels of an alert say of it. */
export function describeLabels(labels: Labels): Pick<Alert, 'name' | 'severity' | 'namespace' | 'labels'> {
  return {
    name: labels.alertname ?? 'unnamed',
    severity: labels.severity || 'none',
    namespace: labels.namespace || null,
    labels: Object.fromEntries(Object.entries(labels).filter(([label]) => !ownLabels.has(label))),
  }
}

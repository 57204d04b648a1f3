import type { Alert } from './alerts-schema.ts'

// Labels and annotations are written by whoever writes rules, and may be of any length.
const summaryLength = 200
const nameLength = 100
const mostLabels = 12
/** About fifteen thousand tokens, a hundred alerts of the usual size; beside it stand the headline and the notes. */
const mostBytes = 55_000

interface ShownAlerts {
  alerts: Alert[]
  notes: string[]
}

/** The first alerts, at most `top` and no more than an answer may carry, with long texts cut. */
export function shortenAlerts(alerts: readonly Alert[], top: number): ShownAlerts {
  const asked = alerts.slice(0, top)
  const shown: Alert[] = []
  let bytes = 0
  for (const alert of asked) {
    const short = shortenAlert(alert)
    bytes += Buffer.byteLength(JSON.stringify(short)) + 1
    if (bytes > mostBytes) break
    shown.push(short)
  }
  const missing = asked.length - shown.length
  return {
    alerts: shown,
    notes:
      missing === 0
        ? []
        : [`${missing} of the alerts asked for are left out: they are longer than this answer may be.`],
  }
}

function shortenAlert({ name, severity, namespace, labels, summary, ...rest }: Alert): Alert {
  const kept = Object.entries(labels).slice(0, mostLabels)
  return {
    ...rest,
    name: clip(name, nameLength),
    severity: clip(severity, nameLength),
    namespace: namespace === null ? null : clip(namespace, nameLength),
    labels: Object.fromEntries(kept.map(([label, value]) => [clip(label, nameLength), clip(value, nameLength)])),
    summary: summary === null ? null : clip(summary, summaryLength),
  }
}

const clip = (text: string, limit: number) => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text)

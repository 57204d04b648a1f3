import type { Alert } from './alerts-schema.ts'

/** Which alerts are wanted; without a value every one is. */
export interface AlertSelection {
  severity?: string | undefined
  namespace?: string | undefined
}

interface SortedAlerts {
  /** What the selection kept, worst first. */
  kept: readonly Alert[]
  /** What it left out, worst first. */
  hidden: readonly Alert[]
}

const shownNames = 10
const nameLength = 63

/** One sentence on alerts of which there is at least one: what was asked for, then what happens beside it. */
export function alertsHeadline({ kept, hidden }: SortedAlerts, selection: AlertSelection): string {
  const asked = describeSelection(selection)
  const firing = kept.filter(isFiring).length
  const [worst] = kept
  const found =
    worst === undefined
      ? `nothing${asked}`
      : `${firing} firing and ${kept.length - firing} pending${asked}, worst ${clipName(worst.name)} (${clipName(worst.severity)})`
  return hidden.length === 0 ? found : `${found}; ${describeHidden(hidden)} beside`
}

/** What a selection left out, and, where it matched nothing, which values would match something. */
export function selectionNotes({ kept, hidden }: SortedAlerts, { severity, namespace }: AlertSelection): string[] {
  if (hidden.length === 0) return []
  const count = `${counted(hidden.length, 'alert')} ${isOrAre(hidden.length)} hidden by the filter.`
  if (kept.length > 0) return [count]
  const seen = [
    ...(severity === undefined ? [] : [valuesSeen('severities', hidden, (alert) => alert.severity)]),
    ...(namespace === undefined ? [] : [valuesSeen('namespaces', hidden, (alert) => alert.namespace)]),
  ]
  return [`${count} The ${seen.join('; the ')}.`]
}

function describeSelection({ severity, namespace }: AlertSelection): string {
  const ofSeverity = severity === undefined ? '' : ` of severity ${clipName(severity)}`
  return namespace === undefined ? ofSeverity : `${ofSeverity} in namespace ${clipName(namespace)}`
}

/** Firing alerts by severity; those that are pending only where none fires. */
function describeHidden(hidden: readonly Alert[]): string {
  const firing = hidden.filter(isFiring)
  if (firing.length === 0) return `${counted(hidden.length, 'alert')} ${isOrAre(hidden.length)} pending`
  const counts = new Map<string, number>()
  for (const { severity } of firing) counts.set(severity, (counts.get(severity) ?? 0) + 1)
  const parts = [...counts].slice(0, shownNames).map(([name, count]) => counted(count, `${clipName(name)} alert`))
  const last = parts.pop() ?? ''
  return `${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${last} ${firing.length === 1 ? 'fires' : 'fire'}`
}

function valuesSeen(what: string, alerts: readonly Alert[], read: (alert: Alert) => string | null): string {
  const values = [...new Set(alerts.flatMap((alert) => read(alert) ?? []))].sort()
  if (values.length === 0) return `alerts seen have no ${what}`
  const more = values.length > shownNames ? ` and ${values.length - shownNames} more` : ''
  return `${what} seen are ${values.slice(0, shownNames).map(clipName).join(', ')}${more}`
}

const isFiring = ({ state }: Alert) => state === 'firing'
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
const isOrAre = (count: number) => (count === 1 ? 'is' : 'are')
// A label may be of any length; a name in a sentence may not.
const clipName = (name: string) => (name.length > nameLength ? `${name.slice(0, nameLength - 1)}…` : name)

import { formatValue, type Unseen } from '@ocp-perf/panel'
import type { Judged } from '../evaluate/judge-cause.ts'
import type { Readings } from '../evaluate/readings.ts'
import type { Domain } from '../rules/rule-schema.ts'

interface Blind {
  unseen: Unseen[]
  /** Those of them for which a cluster may not be called healthy. */
  blocking: Unseen[]
}

/** What could not be judged and why, with the causes that it leaves open; what leaves most open comes first. */
export function unseenOf(judged: readonly Judged[], { health, impact }: Domain, readings: Readings): Blind {
  const open = new Map<string, Set<string>>()
  const blocks = new Set<string>()
  const add = (why: string, isBlocking: boolean, cause?: string) => {
    const causes = open.get(why) ?? new Set<string>()
    if (cause !== undefined) causes.add(cause)
    open.set(why, causes)
    if (isBlocking) blocks.add(why)
  }
  for (const id of health) {
    const why = readings.missing(id)
    if (why !== undefined) add(`${readings.metric(id).title}: ${why}`, true)
  }
  for (const each of judged) {
    if (each.state !== 'unknown') continue
    for (const why of each.why) add(why, each.rule.essential, each.rule.id)
  }
  const all = [...open]
    .map(([text, causes]) => ({ isBlocking: blocks.has(text), told: tell(text, causes) }))
    .sort((a, b) => b.told.causes.length - a.told.causes.length)
  const brief = brevityOf(health, readings)
  return {
    unseen: [...brief, ...all.map(({ told }) => told), ...unfelt(impact, readings)],
    blocking: [...brief, ...all.filter(({ isBlocking }) => isBlocking).map(({ told }) => told)],
  }
}

function tell(text: string, causes: ReadonlySet<string>): Unseen {
  const [what = text, ...why] = text.split(': ')
  return { what, why: why.join(': '), causes: [...causes].sort() }
}

/** Why most of what could not be seen could not; undefined where there is no such reason. */
export function commonReason(unseen: readonly Unseen[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { why } of unseen) counts.set(why, (counts.get(why) ?? 0) + 1)
  const [reason, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])
  return 2 * count > unseen.length ? reason : undefined
}

/** A window in which trouble cannot be told from a blip, for rates look back further than it. */
function brevityOf(health: readonly string[], readings: Readings): Unseen[] {
  const needed = secondsNeeded(health, readings)
  const { start, end } = readings.window
  if (end - start >= needed) return []
  const why = `the window of ${formatValue(end - start, 'seconds')} is shorter than the ${formatValue(needed, 'seconds')} that tell trouble from a blip, and has no calm time to compare with`
  return [{ what: 'Anything that lasts', why, causes: [] }]
}

export function isBrief({ health }: Domain, readings: Readings): boolean {
  return brevityOf(health, readings).length > 0
}

/** As many points as make more than a blip of every metric; fewer say little of any. */
function secondsNeeded(health: readonly string[], readings: Readings): number {
  // It is the same for all series of a metric.
  return Math.max(0, ...health.map((id) => (readings.of(id)[0]?.lasting ?? 0) * readings.window.step))
}

/** What users feel, where that was not measured: no sign of trouble or of health. */
function unfelt(impact: readonly string[], readings: Readings): Unseen[] {
  const titles = new Map<string, string[]>()
  for (const id of impact) {
    const why = readings.missing(id)
    if (why !== undefined) titles.set(why, [...(titles.get(why) ?? []), readings.metric(id).title])
  }
  return [...titles].map(([why, names]) => ({ what: `What clients feel (${names.join(', ')})`, why, causes: [] }))
}

import type { Unseen } from '@ocp-perf/panel'
import type { Judged } from '../evaluate/judge-cause.ts'
import type { Readings } from '../evaluate/readings.ts'

/** What could not be judged and why, with the causes that it leaves open; what leaves most open comes first. */
export function unseenOf(
  judged: readonly Judged[],
  health: readonly string[],
  readings: Readings,
): { unseen: Unseen[]; blocks: boolean } {
  const open = new Map<string, Set<string>>()
  const add = (why: string, cause?: string) => {
    const causes = open.get(why) ?? new Set<string>()
    if (cause !== undefined) causes.add(cause)
    open.set(why, causes)
  }
  const seenHealth = health.filter((id) => {
    const why = readings.missing(id)
    if (why !== undefined) add(`${readings.metric(id).title}: ${why}`)
    return why === undefined
  })
  let blocks = seenHealth.length < health.length
  for (const each of judged) {
    if (each.state !== 'unknown') continue
    if (each.rule.essential) blocks = true
    for (const why of each.why) add(why, each.rule.id)
  }
  const unseen = [...open].map(([text, causes]): Unseen => {
    const [what = text, ...why] = text.split(': ')
    return { what, why: why.join(': '), causes: [...causes].sort() }
  })
  return { unseen: unseen.sort((a, b) => b.causes.length - a.causes.length), blocks }
}

import { type Unseen, type Verdict, wholePercent } from '@ocp-perf/panel'
import type { Readings } from '../evaluate/readings.ts'
import type { Domain } from '../rules/rule-schema.ts'
import type { Found } from './temper.ts'
import { commonReason, isBrief } from './unseen.ts'

/** What could be seen of a domain. */
export interface Seen {
  domain: Domain
  readings: Readings
  /** What could not be, and keeps it from being called healthy. */
  blocking: readonly Unseen[]
  /** Why the cluster has no such domain, where it has none. */
  lacked: string | undefined
}

/** Things that could not be judged of which a headline tells. */
const toldMost = 3

/** The whole diagnosis as one sentence. */
export function headlineOf(
  verdict: Verdict,
  { causes, findings }: Found,
  { domain, readings, blocking, lacked }: Seen,
): string {
  const [cause, ...more] = causes
  const brief = isBrief(domain, readings)
  const [finding] = findings
  if (cause !== undefined) {
    const others = more.length === 0 ? '' : ` (and ${more.map(({ title, scope }) => `${title}: ${scope}`).join(', ')})`
    return `${cause.summary}; ${wholePercent(cause.confidence)} sure${others}${brief ? ', in a window too short to compare in' : ''}`
  }
  if (finding !== undefined)
    return `${finding.evidence[0]?.says ?? finding.title}; ${brief ? 'the window is too short to tell why' : 'no known cause fits'}`
  if (lacked !== undefined) return `Nothing to judge of ${domain.title}: ${lacked}`
  if (verdict === 'no_data') return `Nothing of ${domain.title} could be measured`
  if (verdict === 'ok') return `No cause for trouble: ${signalsKept(domain, readings)}`
  const shown = blocking.slice(0, toldMost).map(({ what }) => what)
  const left = blocking.length - shown.length
  const things = blocking.length === 1 ? 'one thing' : `${blocking.length} things`
  const reason = commonReason(blocking)
  const because = reason === undefined ? '' : ` (${reason})`
  return `Nothing wrong in what was seen, but ${things} could not be judged: ${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}${because}`
}

/** Signals that had nothing to tell, such as calls that nobody made, keep no limit. */
function signalsKept({ health, title }: Domain, readings: Readings): string {
  const silent = health.filter((id) => readings.of(id).length === 0)
  if (silent.length === 0) return `all ${health.length} signals of ${title} keep their limits`
  const names = silent.map((id) => readings.metric(id).title).join(', ')
  return `${health.length - silent.length} of ${health.length} signals of ${title} keep their limits, and ${names} had nothing to tell`
}

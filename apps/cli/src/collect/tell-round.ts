import type { Outcome, Round } from '@ocp-perf/agents'
import { plain } from '../output/terminal.ts'

/** What came of a round, one sentence a domain. */
export function tellRound({ kind, outcomes, left }: Round): string[] {
  const lines = outcomes.map((outcome) => plain(tellOutcome(outcome, kind)))
  if (kind === 'round' && left > 0)
    lines.push(`${counted(left, 'older window')} ${left === 1 ? 'is' : 'are'} still to be filled in.`)
  return lines
}

function tellOutcome(outcome: Outcome, kind: Round['kind']): string {
  const { domain, cluster, state, fault, verdict = 'unknown', samples, unmeasured } = outcome
  const name = cluster === undefined ? domain : `${domain} of ${cluster}`
  if (state === 'current') return `${name}: all is recorded.`
  if (state === 'failed') {
    const next = kind === 'round' ? 'It is asked for again in the next round.' : 'It is tried again later.'
    return [`${name}: not recorded.`, fault?.message, fault?.hint, next].filter(Boolean).join(' ')
  }
  const what = kind === 'round' ? 'recorded' : 'filled in'
  const holes = unmeasured.length > 0 ? `; ${counted(unmeasured.length, 'metric')} could not be measured` : ''
  return `${name}: ${spanOf(outcome)} ${what}, ${verdict}, ${counted(samples, 'sample')}${holes}.`
}

function spanOf({ window }: Outcome): string {
  if (window === undefined) return ''
  const [start, end] = [clock(window.start), clock(window.end)]
  return `${start.date} ${start.time} to ${end.date === start.date ? '' : `${end.date} `}${end.time} UTC`
}

function clock(seconds: number) {
  const [date = '', time = ''] = new Date(1000 * seconds)
    .toISOString()
    .slice(0, 'yyyy-mm-ddThh:mm:ss'.length)
    .split('T')
  return { date, time }
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

/** A round as one line for scripts; times are unix seconds. */
export function roundAsJson({ kind, startedAt, seconds, outcomes, left }: Round): string {
  return JSON.stringify({
    kind,
    started_at: startedAt,
    seconds,
    left,
    domains: outcomes.map(({ window = null, run = null, verdict = null, cluster = null, fault = null, ...rest }) => ({
      ...rest,
      cluster,
      window,
      run,
      verdict,
      error: fault,
    })),
  })
}

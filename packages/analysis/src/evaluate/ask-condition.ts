import { count, p50 } from '@ocp-perf/stats'
import type { Condition, Requirement } from '../rules/rule-schema.ts'
import { type Answer, askReading, fewest, isClearlyNo, type State } from './ask-reading.ts'
import { type Episode, samplesBefore, samplesOutside, samplesWithin } from './episode.ts'
import { peersOf } from './peers.ts'
import { ownerOf, type Readings } from './readings.ts'
import { readingsAt, type Suspect } from './suspect.ts'

/** What all series that a condition is about say together. */
export interface Finding {
  condition: Condition
  state: State
  /** Those that say so (or, for a no, that refute it), the furthest from what they were held against first. */
  answers: readonly Answer[]
  /** Why it is unknown. */
  why?: string | undefined
}

export interface Inquiry {
  suspect: Suspect
  readings: Readings
  /** When the trouble was at work, once that is known. */
  during: Episode | undefined
  /** Seconds. */
  lag: number
}

/** Something that happened this long before the trouble, or after it, still belongs to it. Seconds. */
const belongs = 60

/** Whether a requirement clearly says no of a suspect before anything else is known, which spares asking it. */
export function isClearlyUnmet(requirement: Requirement, { suspect, readings, lag }: Inquiry): boolean {
  const conditions = 'any' in requirement ? requirement.any : [requirement]
  return conditions.every((condition) => {
    if (condition.is === 'calm' || readings.missing(condition.metric) !== undefined) return false
    const about = readingsAt(condition, suspect, readings, readings.window.end - lag)
    return about.length > 0 && about.every((reading) => isClearlyNo(reading, condition.is))
  })
}

/** Asks what a condition says of a suspect. */
export function askCondition(condition: Condition, inquiry: Inquiry): Finding {
  const { suspect, readings, during, lag } = inquiry
  const why = readings.missing(condition.metric)
  if (why !== undefined)
    return { condition, state: 'unknown', answers: [], why: `${title(condition, readings)}: ${why}` }
  const about = readingsAt(condition, suspect, readings, (during?.from ?? readings.window.end) - lag)
  const answers = about
    .map((reading) =>
      askReading(reading, condition.is, { by: condition.by, during, peers: () => peersOf(reading, readings), lag }),
    )
    .map((answer) => inTime(answer, during, lag))
  if (answers.length === 0) return nothingAbout(condition, inquiry)
  const state = together(condition, answers)
  return {
    condition,
    state,
    answers: answers.filter((answer) => answer.state === state).sort((a, b) => distance(b) - distance(a)),
    ...(state === 'unknown' ? { why: `${title(condition, readings)}: too few samples to compare with` } : {}),
  }
}

/** Asks a requirement: one condition, or the first of several that holds. */
export function askRequirement(requirement: Requirement, inquiry: Inquiry): Finding {
  const [condition, ...others] = 'any' in requirement ? requirement.any : [requirement]
  const first = askCondition(condition, inquiry)
  const findings = [first, ...others.map((other) => askCondition(other, inquiry))]
  const held = findings.filter(({ state }) => state === 'yes')
  const best = held.sort((a, b) => earliest(a) - earliest(b))[0]
  if (best !== undefined) return best
  return findings.find(({ state }) => state === 'unknown') ?? first
}

function title({ metric }: Condition, readings: Readings): string {
  return readings.metric(metric).title
}

/** No series is about the suspect: a member without samples is unknown, a row that no event ever made is a no. */
function nothingAbout(condition: Condition, { suspect, readings }: Inquiry): Finding {
  const isOwn = condition.at === 'self' && condition.where === undefined && suspect.members.length > 0
  const lone = condition.at === 'others' || condition.at === 'to' || condition.at === 'from'
  if (lone || !isOwn || readings.of(condition.metric).length === 0) return { condition, state: 'no', answers: [] }
  const why = `${title(condition, readings)}: no sample of ${suspect.members.join(' and ')}`
  return { condition, state: 'unknown', answers: [], why }
}

function together({ every, members, is }: Condition, answers: readonly Answer[]): State {
  const yes = answers.filter(({ state }) => state === 'yes')
  const open = answers.filter(({ state }) => state === 'unknown')
  if (members !== undefined) {
    const who = new Set(yes.map(({ reading }) => ownerOf(reading)))
    return who.size >= members ? 'yes' : open.length > 0 ? 'unknown' : 'no'
  }
  // Calm is said of all or of none.
  const always = answers.some(({ state }) => state === 'always')
  if (!every && is !== 'calm') return yes.length > 0 ? 'yes' : always ? 'always' : open.length > 0 ? 'unknown' : 'no'
  if (answers.some(({ state }) => state === 'no')) return 'no'
  return always ? 'always' : yes.length > 0 ? 'yes' : 'unknown'
}

/** What was so at another time says nothing about this trouble, nor does what was so all along. */
function inTime(answer: Answer, during: Episode | undefined, lag: number): Answer {
  const { episode, state } = answer
  if (state !== 'yes' || during === undefined || episode === undefined) return answer
  const margin = lag + belongs
  if (episode.to < during.from - margin || episode.from > during.to + margin) return { ...answer, state: 'no' }
  return isSoAnyway(answer, during, lag) ? { ...answer, state: 'always' } : answer
}

/** A figure that became this much worse is more than what it was without the trouble. */
const worse = 1.5

/** Whether what reaches beyond the trouble was no better without it. A role, such as who leads, is neither good nor bad. */
function isSoAnyway({ reading, episode, reference, comparison }: Answer, during: Episode, lag: number): boolean {
  // What looks back far still tells of a trouble long after it.
  const outside = (reading.metric.min_window === undefined ? samplesOutside : samplesBefore)(reading, during, lag)
  if (episode === during || count(outside) < fewest || reference === null || comparison === 'before') return false
  const without = p50(outside)
  const inside = p50(samplesWithin(reading, during))
  switch (reading.metric.better) {
    case 'none':
      return false
    case 'higher':
      return without < reference && without <= inside * worse
    case 'lower':
      return without > reference && without * worse >= inside
  }
}

/** How far a value is from what it was held against, as a ratio; sorts rows of one condition. */
function distance({ value, reference, reading }: Answer): number {
  if (value === null) return Number.NEGATIVE_INFINITY
  if (reference === null || reference === 0) return Math.abs(value)
  const ratio = value / reference
  return reading.metric.better === 'higher' ? -ratio : ratio
}

function earliest({ answers }: Finding): number {
  return Math.min(...answers.map(({ episode }) => episode?.from ?? Number.POSITIVE_INFINITY))
}

import type { Verdict } from '@ocp-perf/panel'
import { describeEmptiness } from '../ask/emptiness.ts'
import type { SeriesSet } from '../ask/series-set.ts'
import { moment } from './figure.ts'
import type { Answer, NextCall } from './schema.ts'

interface Finding {
  verdict: Verdict
  headline: string
  notes?: readonly string[] | undefined
  next?: readonly NextCall[] | undefined
  uri: string | null
}

/**
 * What an answer begins and ends with. Where nothing was there to be looked at, that is the headline in place of the
 * finding, with the kind of emptiness and what to do about it.
 */
export function answerHead(sets: readonly SeriesSet[], finding: Finding): Answer {
  const [lacking] = sets.filter((set) => set.empty !== undefined)
  const empty = lacking?.empty
  const told = empty === undefined ? undefined : describeEmptiness(empty)
  // Of several queries a reader has to know which one it was.
  const which = lacking === undefined || sets.length === 1 ? '' : `${sourceNames[lacking.kind]} ${lacking.source}: `
  return {
    verdict: told === undefined ? finding.verdict : 'no_data',
    headline: told === undefined ? finding.headline : `${which}${told.headline}`,
    asked: sets.map(({ kind, source, query, window }) => ({ kind, source, query, ...window })),
    now: Math.max(...sets.map(({ now }) => now)),
    empty: empty?.kind ?? null,
    notes: [
      ...(told === undefined ? [] : [told.next]),
      ...new Set(sets.flatMap(({ notes }) => notes)),
      ...(finding.notes ?? []),
    ],
    next: told === undefined ? [...(finding.next ?? [])] : [],
    uri: told === undefined ? finding.uri : null,
  }
}

/** An answer as text: verdict and headline, where and when, then the lines of the finding, then what else is to be known. */
export function answerText(answer: Answer, lines: readonly string[]): string {
  const { verdict, headline, asked, now, notes, next, uri } = answer
  return [
    `${verdict}: ${headline}`,
    ...asked.map(describeAsked),
    ...lines,
    ...notes.map((note) => `Note: ${note}`),
    ...next.map(({ why, tool, arguments: args }) => `${why}: ${tool} ${JSON.stringify(args)}`),
    ...(uri === null ? [] : ['The whole result as JSON, CSV or Parquet: the linked resource.']),
    `Now is ${moment(now)}.`,
  ].join('\n')
}

const longestQuery = 160

const sourceNames = { prometheus: 'Prometheus', influxdb: 'InfluxDB' } as const

function describeAsked({ kind, source, query, start, end, step }: Answer['asked'][number]): string {
  const line = query.replace(/\s+/g, ' ').trim()
  const short = line.length > longestQuery ? `${line.slice(0, longestQuery - 1)}…` : line
  const when = end > start ? `${moment(start)} to ${moment(end)}` : `at ${moment(end)}`
  return `${sourceNames[kind]} ${source}, ${when}${step === null ? '' : `, step ${step} s`}: ${short}`
}

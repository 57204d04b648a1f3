import { metricUri } from '@ocp-perf/metrics'
import {
  type BandLevel,
  type Bands,
  bandLevels,
  type Cause,
  type CauseEvidence,
  type Diagnosis,
  diagnosisSchema,
  type Evidence,
  isBad,
  type MetricResult,
  panelResultSchema,
  type Window,
} from '@ocp-perf/panel'
import { z } from 'zod'
import { byRelevance } from './by-relevance.ts'

type Labels = Readonly<Record<string, string>>

/** Which limit is drawn. */
export type LimitWish =
  /** The one of a level where it is known, else the mildest. */
  | { of: 'level'; level: BandLevel | undefined; bands?: Bands | undefined }
  /** The one that a measurement was held against. */
  | { of: 'value'; value: number; level: BandLevel; source: string | undefined }

/** A chart that is to be drawn of a metric. */
export interface Wish {
  metric: string
  title: string
  /** Where its points are. */
  uri: string
  /** Null where no limit says anything. */
  limit: LimitWish | null
  onset: number | null
  /** Labels of the lines that must be drawn. */
  first: readonly Labels[]
  /** Whether no other line is drawn. */
  alone: boolean
}

/** What is asked about, by which an answer's measurements are ranked. */
export interface Topic {
  question: string
  /** Nodes and members that it names. */
  names: readonly string[]
}

/** What was judged, as a diagnosis and a walk over levels have it. */
type Judged = Pick<Diagnosis, 'cluster' | 'window'> & { causes: readonly Cause[] }

const panelsSchema = z.object({ panels: z.array(panelResultSchema) })

/** What of a tool's answer is worth drawing, the most telling first: nothing where it tells of no metric. */
export function wishesOf(data: unknown, topic: Topic = { question: '', names: [] }): Wish[] {
  const diagnosis = diagnosisSchema.safeParse(data)
  const panel = panelResultSchema.safeParse(data)
  const panels = panel.success ? [panel.data] : (panelsSchema.safeParse(data).data?.panels ?? [])
  return distinct([
    ...(diagnosis.success ? wishesOfDiagnosis(diagnosis.data) : []),
    ...wishesOfMetrics(
      panels.flatMap(({ metrics }) => metrics),
      topic,
    ),
  ])
}

/** What decided each cause, then what else speaks for the first; where nothing is wrong, what users feel. */
export function wishesOfDiagnosis(diagnosis: Diagnosis): Wish[] {
  const { causes, impact } = diagnosis
  const [cause] = causes
  if (cause === undefined) return distinct(impact.map((evidence) => wishOfEvidence(evidence, diagnosis)))
  const supporting = cause.evidence.filter(({ role }) => role !== 'contradicts')
  return distinct([
    ...wishesOfCauses(diagnosis),
    ...supporting.map((evidence) => wishOfEvidence(evidence, diagnosis, cause)),
  ])
}

/** The measurement that decided each cause, the first causes first. */
export function wishesOfCauses(judged: Judged): Wish[] {
  return distinct(
    judged.causes.flatMap((cause) => {
      const evidence = decidingEvidence(cause)
      return evidence === undefined ? [] : [wishOfEvidence(evidence, judged, cause)]
    }),
  )
}

/** The worst of what was measured, then what the question speaks of. */
export function wishesOfMetrics(metrics: readonly MetricResult[], { question, names }: Topic): Wish[] {
  const drawable = metrics.filter(({ unit }) => unit !== 'timestamp')
  return byRelevance(drawable, question).map((metric) => wishOfMetric(metric, names))
}

/** What decided a cause: its first requirement that is held against a published limit, else its weightiest evidence. */
export function decidingEvidence({ evidence }: Pick<Cause, 'evidence'>): CauseEvidence | undefined {
  const supporting = evidence.filter(({ role, weight }) => role !== 'contradicts' && weight >= 0)
  return (
    supporting.find(({ role, comparison }) => role === 'required' && comparison === 'limit') ??
    supporting.find(({ comparison }) => comparison === 'limit') ??
    supporting[0]
  )
}

/** The chart behind an evidence, in the window and the cluster of its diagnosis. */
function wishOfEvidence(
  { metric, title, labels, since, comparison, reference }: Evidence,
  { cluster, window }: { cluster: string; window: Window },
  cause?: Cause,
): Wish {
  const level = cause !== undefined && isBad(cause.severity) ? cause.severity : bandLevels[0]
  const limit: LimitWish | null =
    comparison === 'limit' && reference !== null
      ? { of: 'value', value: reference, level, source: cause?.sources[0] }
      : null
  return {
    metric,
    title,
    uri: metricUri(cluster, metric, window),
    limit: cause === undefined ? { of: 'level', level: undefined } : limit,
    onset: cause?.onset ?? since,
    first: [labels],
    alone: false,
  }
}

/** A measured metric with the limit of its verdict; of those who are named, where it has rows of them. */
function wishOfMetric({ id, title, uri, verdict, bands, rows, omitted }: MetricResult, names: readonly string[]): Wish {
  const named = rows.filter(({ labels }) => Object.values(labels).some((value) => names.includes(value)))
  const drawn = named.length > 0 ? named : rows
  const onsets = drawn.flatMap((row) => (isBad(row.verdict) && row.since !== null ? [row.since] : []))
  return {
    metric: id,
    title,
    uri,
    limit: { of: 'level', level: isBad(verdict) ? verdict : undefined, bands },
    onset: onsets.length === 0 ? null : Math.min(...onsets),
    first: drawn.map(({ labels }) => labels),
    // The points know nothing of which rows were asked for.
    alone: named.length > 0 || omitted === 0,
  }
}

function distinct(wishes: readonly Wish[]): Wish[] {
  return wishes.filter(({ metric }, index) => wishes.findIndex((each) => each.metric === metric) === index)
}

import { metricUri } from '@ocp-perf/metrics'
import {
  type BandLevel,
  compareVerdicts,
  type Diagnosis,
  diagnosisSchema,
  type Evidence,
  isBad,
  type MetricResult,
  panelResultSchema,
} from '@ocp-perf/panel'
import { z } from 'zod'

/** A chart that is to be drawn of a metric. */
export interface Wish {
  metric: string
  title: string
  /** Where its points are. */
  uri: string
  /** The level whose limit is drawn; the mildest where it is not said. */
  level: BandLevel | undefined
  onset: number | null
}

const panelsSchema = z.object({ panels: z.array(panelResultSchema) })

/** What of a tool's answer is worth drawing, the most telling first: nothing where it tells of no metric. */
export function wishesOf(data: unknown): Wish[] {
  const diagnosis = diagnosisSchema.safeParse(data)
  const panel = panelResultSchema.safeParse(data)
  const panels = panel.success ? [panel.data] : (panelsSchema.safeParse(data).data?.panels ?? [])
  return distinct([
    ...(diagnosis.success ? evidenceOf(diagnosis.data) : []),
    ...panels
      .flatMap(({ metrics }) => metrics)
      .filter(isDrawable)
      .sort(worstFirst)
      .map(wishOfMetric),
  ])
}

/** The measurements that decided a diagnosis; where nothing is wrong, those that its users feel. */
export function evidenceOf({ cluster, window, causes, impact }: Diagnosis): Wish[] {
  const uriOf = (id: string) => metricUri(cluster, id, window)
  const [cause] = causes
  const deciding: readonly Evidence[] =
    cause === undefined ? impact : cause.evidence.filter(({ role }) => role !== 'contradicts')
  const severity = cause?.severity
  return distinct(
    deciding.map(({ metric, title }) => ({
      metric,
      title,
      uri: uriOf(metric),
      level: severity !== undefined && isBad(severity) ? severity : undefined,
      onset: cause?.onset ?? null,
    })),
  )
}

function wishOfMetric({ id, title, uri, verdict, rows }: MetricResult): Wish {
  const onsets = rows.flatMap((row) => (isBad(row.verdict) && row.since !== null ? [row.since] : []))
  const onset = onsets.length === 0 ? null : Math.min(...onsets)
  return { metric: id, title, uri, level: isBad(verdict) ? verdict : undefined, onset }
}

function isDrawable({ rows, unit }: MetricResult): boolean {
  return rows.length > 0 && unit !== 'timestamp'
}

function worstFirst(a: MetricResult, b: MetricResult): number {
  return compareVerdicts(a.verdict, b.verdict)
}

function distinct(wishes: readonly Wish[]): Wish[] {
  return wishes.filter(({ metric }, index) => wishes.findIndex((each) => each.metric === metric) === index)
}

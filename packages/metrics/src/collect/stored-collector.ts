import { AppError } from '@ocp-perf/errors'
import { emptyFrame, type Frame, type Recording } from '@ocp-perf/promql'
import type { Catalog } from '../catalog/catalog.ts'
import type { Collector } from '../collect-types.ts'
import type { PlatformView } from '../platform/platform.ts'
import { defaultInterval } from '../platform/targets.ts'
import type { Profile } from '../profile-schema.ts'
import { clockOf } from '../recording.ts'
import { resolveRequest } from '../window/window.ts'
import type { Answer } from './ask.ts'
import { collected, collectorOf, defaultTop, metricsOf } from './collected.ts'
import { panelNotes } from './notes.ts'
import { type Plan, planMetric } from './plan.ts'
import { readAnswer } from './reading.ts'
import { isNoGap, notRecorded } from './reasons.ts'
import { pointsOnGrid, recordedStep } from './stored-points.ts'

interface Span {
  /** Unix seconds. */
  start: number
  end: number
}

/** What earlier collections of a cluster left: the points of each metric by its id, with the rows' keys as labels. */
export interface StoredMetrics {
  frames(metrics: readonly string[], span: Span, signal?: AbortSignal): Promise<ReadonlyMap<string, Frame | AppError>>
  /** Metrics that were asked for over this time without getting a row, with the reason that was given. */
  unmeasured(span: Span, signal?: AbortSignal): Promise<ReadonlyMap<string, string>>
}

export interface StoredCollectorOptions {
  catalog: Catalog
  stored: StoredMetrics
  /** That of the cluster when it was measured. */
  profile: Profile
  /** As `storedPlatform` makes it. */
  view: PlatformView
  /** From the oldest to the newest point, whose time is now. */
  recording: Recording
  cluster: string
}

/** Points this much before a window still belong to its first step. */
const reachSeconds = 60

/**
 * Reads parts of the catalog from what was collected earlier, in place of asking for it: the points of each metric by its
 * id, judged as those of a live collection are. What no run recorded is `no_data` with that as its reason.
 */
export function createStoredCollector(options: StoredCollectorOptions): Collector {
  const { catalog, stored, profile, view, recording, cluster } = options
  const now = clockOf({ recording })
  return collectorOf(catalog, async (parts, request, signal) => {
    const wanted = metricsOf(parts)
    const resolve = (scrapeSeconds: number | undefined) => resolveRequest(request, now(), { recording, scrapeSeconds })
    const { start, end } = resolve(1).window
    const span = { start: start - reachSeconds, end: end + reachSeconds }
    const ids = wanted.map(({ id }) => id)
    const [found, reasons] = await Promise.all([stored.frames(ids, span, signal), stored.unmeasured(span, signal)])
    const paces = framesOf((request.pace ?? []).map(({ id }) => found.get(id)))
    const step = recordedStep(paces.length > 0 ? paces : framesOf([...found.values()]))
    const { window, unseenSeconds } = resolve(step)
    const planning = { view: { ...view, profile, interval: () => Math.min(step ?? defaultInterval, defaultInterval) } }
    const answers = wanted.map((metric): Answer => {
      const plan = planMetric(metric, { ...planning, step: window.step, doubtful: () => false })
      const read = found.get(metric.id)
      const error = read instanceof AppError ? read : undefined
      const shown = read && !(read instanceof AppError) ? pointsOnGrid(read, window, metric) : undefined
      if (plan.kind !== 'ask' || (error === undefined && !shown?.series.length)) {
        return { plan: withoutPoints(plan, reasons.get(metric.id)), outcome: undefined, fellBack: false }
      }
      const [question] = plan.now
      const outcome = question && (error ? { question, error } : { question, frame: shown ?? emptyFrame() })
      return { plan, outcome, fellBack: false }
    })
    const { top = defaultTop, only = {} } = request
    const readings = answers.map((answer) => readAnswer(answer, { cluster, window, view, top, only, down: () => [] }))
    request.onProgress?.(wanted.length, wanted.length)
    const notes = panelNotes(readings, { window, profile: view.profile, recording, unseenSeconds, ofRuns: true })
    return { ...collected(readings, parts, { cluster, window, platform: profile.id }, notes), scrapeSeconds: step }
  })
}

function framesOf(read: readonly (Frame | AppError | undefined)[]): Frame[] {
  return read.flatMap((each) => (each === undefined || each instanceof AppError ? [] : each))
}

/** A metric that a run asked for in vain has the reason of that run; the rest nobody looked at. */
function withoutPoints(plan: Plan, reason: string | undefined): Plan {
  const { metric } = plan
  if (plan.kind !== 'ask') return plan
  if (reason === undefined) return { kind: 'unrecorded', metric, reason: `${notRecorded} in this window` }
  return isNoGap(metric, reason)
    ? { kind: 'inapplicable', metric, reason, lacks: false }
    : { kind: 'unrecorded', metric, reason }
}

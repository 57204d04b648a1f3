import { AppError } from '@ocp-perf/errors'
import type { Labels, PromSource } from '@ocp-perf/promql'
import type { Profile } from '../profile-schema.ts'
import { clockOf } from '../recording.ts'
import { chooseProfile, type ProfileChoice } from './choose-profile.ts'
import { applyLookups, type LookupOptions, type LookupTable, readLookups } from './lookups.ts'
import { type MissingParts, readMissingParts } from './missing-parts.ts'
import { type NodeTargets, readNodeTargets } from './on-nodes.ts'
import { readRecordedTargets } from './recorded-targets.ts'
import { defaultInterval, readTargets, type TargetFacts, targetsOf, targetsQuery } from './targets.ts'

/** What is known of a cluster's Prometheus at one moment. */
export interface PlatformView {
  readonly profile: Profile
  /** Whether the source is a recording, of which whoever took it may have left metrics out. */
  readonly recording: boolean
  /** Seconds between scrapes of a selector's targets, the slowest where they differ. */
  interval(selector: string): number
  /** Whether a selector's targets were up, all down, or not seen at all in the last ten minutes. */
  targets(selector: string): 'up' | 'down' | 'none'
  /** Why a selector means nothing here, where the part that it selects is known to be missing. */
  missing(selector: string): string | undefined
  /** How many seconds of samples the source keeps, where it says so. */
  readonly keptSeconds: number | undefined
  /** Whether a metric of this name exists; undefined where that is not known (any more). */
  has(metric: string): boolean | undefined
  /** Row labels with the profile's lookups applied: a peer's id becomes its member, a member gets its node. */
  label(labels: Labels): Record<string, string>
  /** What the targets of a selector of the profile's `nodes` are called; none where that is not known. */
  nodeTargets(selector: string): ReadonlySet<string>
  /** The table of a lookup: `table('member', 'node')` maps members to their nodes. */
  table(key: string, as: string): ReadonlyMap<string, string>
}

/**
 * The platform behind a source. It answers at once from what was last read, and reads anew in the background once that
 * has grown old, so that no measurement waits for it.
 */
export interface Platform extends PlatformView {
  /** One consistent view for the length of a measurement. */
  view(): PlatformView
  /** Reads everything anew and waits for it; failures leave the old view in place and are thrown. */
  refresh(signal?: AbortSignal): Promise<void>
}

export interface DetectOptions extends ProfileChoice {
  source: PromSource
  signal?: AbortSignal | undefined
  /** Unix seconds; not asked where the source is a recording, whose end is now and which never grows old. */
  now?: (() => number) | undefined
  /** How long a view is good without being read anew. */
  ttlSeconds?: number | undefined
  timeoutMs?: number | undefined
}

interface State {
  at: number
  profile: Profile
  recording: boolean
  targets: readonly TargetFacts[]
  /** What each selector was found to mean: asked for every metric, and large clusters have thousands of targets. */
  meant: Map<string, readonly TargetFacts[]>
  tables: readonly LookupTable[]
  nodeTargets: NodeTargets
  missing: MissingParts
  names: Names
  keptSeconds: number | undefined
}

interface Names {
  at: number
  /** Undefined where the source would not list them. */
  known: ReadonlySet<string> | undefined
}

/** A counter may be born at any time, so absence is believed for a short time only. */
const absenceSeconds = 30
const retrySeconds = 15
/** While a target is young its interval is a guess, to be replaced soon. */
const youngSeconds = 30

/**
 * Finds out what a Prometheus watches: which profile fits, how often targets are scraped, which metrics exist, and what
 * ids stand for. A source that cannot be reached throws its own `AppError`; `not_found` when no profile fits.
 */
export async function detectPlatform(options: DetectOptions): Promise<Platform> {
  const now = clockOf(options.source, options.now)
  const ttl = options.ttlSeconds ?? 300
  let state = await readState(options, now(), options.signal)
  let nextTry = 0
  let reading = false

  const inBackground = (work: () => Promise<void>) => {
    if (reading || now() < nextTry) return
    reading = true
    work().then(
      () => {
        reading = false
      },
      () => {
        // What is known stays good enough until the source answers again; measurements report its failure themselves.
        reading = false
        nextTry = now() + retrySeconds
      },
    )
  }
  const refresh = async (signal?: AbortSignal) => {
    state = await readState(options, now(), signal, state.tables)
  }
  const view = (): PlatformView => {
    const life = state.targets.some(({ young }) => young) ? Math.min(ttl, youngSeconds) : ttl
    if (now() - state.at > life) inBackground(refresh)
    else if (now() - state.names.at > absenceSeconds) {
      inBackground(async () => {
        const names = await readNames(options, now(), undefined)
        state = { ...state, names }
      })
    }
    return viewOf(state, now)
  }
  return {
    get profile() {
      return state.profile
    },
    get recording() {
      return state.recording
    },
    get keptSeconds() {
      return state.keptSeconds
    },
    interval: (selector) => viewOf(state, now).interval(selector),
    targets: (selector) => viewOf(state, now).targets(selector),
    missing: (selector) => viewOf(state, now).missing(selector),
    has: (metric) => viewOf(state, now).has(metric),
    label: (labels) => viewOf(state, now).label(labels),
    nodeTargets: (selector) => viewOf(state, now).nodeTargets(selector),
    table: (key, as) => viewOf(state, now).table(key, as),
    view,
    refresh,
  }
}

function viewOf(
  { profile, recording, targets, meant: found, tables, nodeTargets, missing, names, keptSeconds }: State,
  now: () => number,
): PlatformView {
  const meant = (selector: string) => {
    const matchers = profile.selectors[selector]
    const those = found.get(selector) ?? (matchers === undefined ? [] : targetsOf(matchers, targets))
    found.set(selector, those)
    return those
  }
  return {
    profile,
    recording,
    keptSeconds,
    interval: (selector) => Math.max(0, ...meant(selector).map(({ interval }) => interval)) || defaultInterval,
    targets: (selector) => {
      const those = meant(selector)
      if (those.length === 0) return 'none'
      return those.some(({ up }) => up) ? 'up' : 'down'
    },
    missing: (selector) => missing.get(selector),
    has: (metric) => {
      if (names.known === undefined) return undefined
      if (names.known.has(metric)) return true
      return now() - names.at <= absenceSeconds ? false : undefined
    },
    label: (labels) => applyLookups(tables, labels),
    nodeTargets: (selector) => nodeTargets.get(selector) ?? new Set(),
    table: (key, as) =>
      new Map(
        tables.filter(({ lookup }) => lookup.key === key && lookup.as === as).flatMap(({ values }) => [...values]),
      ),
  }
}

async function readState(
  options: DetectOptions,
  at: number,
  signal: AbortSignal | undefined,
  before?: readonly LookupTable[],
): Promise<State> {
  const { source, timeoutMs = 10_000 } = options
  const { recording } = source
  // A live source knows better than this process what time it is.
  const asking = { signal, timeoutMs, time: recording === undefined ? undefined : at }
  const [targets, names, keptSeconds] = await Promise.all([
    readTargetFacts(source, asking),
    readNames(options, at, signal),
    recording === undefined ? readRetention(options, signal) : undefined,
  ])
  const profile = chooseProfile({ ...options, recording: recording?.name }, targets)
  const [tables, nodeTargets, missing] = await Promise.all([
    readLookups(source, profile, asking, before),
    readNodeTargets(source, profile, asking),
    readMissingParts(source, profile, { targets, overrides: options.selectors }, asking),
  ])
  const known = {
    profile,
    recording: recording !== undefined,
    targets,
    tables,
    nodeTargets,
    missing,
    names,
    keptSeconds,
  }
  return { at, ...known, meant: new Map() }
}

async function readTargetFacts(source: PromSource, asking: LookupOptions): Promise<TargetFacts[]> {
  if (source.recording !== undefined) return await readRecordedTargets(source, asking)
  return readTargets(await source.instant(targetsQuery, asking))
}

async function readRetention(
  { source, timeoutMs = 10_000 }: DetectOptions,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  try {
    return (await source.retentionSeconds({ signal, timeoutMs })) ?? undefined
  } catch (error) {
    // Thanos has no such answer, and some proxies allow queries only.
    if (error instanceof AppError) return undefined
    throw error
  }
}

async function readNames(
  { source, timeoutMs = 10_000 }: DetectOptions,
  at: number,
  signal: AbortSignal | undefined,
): Promise<Names> {
  try {
    // From the beginning, as Prometheus does unasked: VictoriaMetrics would list today's names, and a window may lie before.
    const names = await source.labelValues('__name__', { start: 0 }, { signal, timeoutMs })
    return { at, known: names.length === 0 ? undefined : new Set(names) }
  } catch (error) {
    // Some proxies allow queries only. Without the list every metric is simply asked for.
    if (error instanceof AppError) return { at, known: undefined }
    throw error
  }
}

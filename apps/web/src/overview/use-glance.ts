import type { Chart, Overview } from '@ocp-perf/agents/contract'
import { skipToken, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { agent } from '../api/agent.ts'
import { useScope } from '../app/settings.tsx'
import type { Earlier } from '../charts/chart-input.ts'
import { earlierRange, earlierWindow, isLive, movedOn, type Shift, windowOfGlance, withLines } from './windows.ts'

const refreshMs = 30_000
const chartsRefreshMs = 10_000

/** Whether the page refreshes by itself; who asked the system for less motion says so first. Tabs that are hidden never do. */
export function usePause() {
  const [isStill] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches)
  const [isPaused, setPaused] = useState(isStill)
  return { isPaused, isStill, toggle: () => setPaused(!isPaused) }
}

/** The cluster at a glance, asked for again and again until that is paused. */
export function useGlance(isPaused: boolean) {
  const { cluster, range } = useScope()
  return useQuery({
    queryKey: ['overview', cluster, range],
    queryFn: ({ signal }) => agent.overview(cluster, range, signal),
    refetchInterval: isPaused ? false : refreshMs,
  })
}

/** The charts of a glance with the lines that have come since: their points alone are asked for, more often than the whole. */
export function useLiveCharts(overview: Overview, seenAtMs: number, isPaused: boolean): readonly Chart[] {
  const { range } = useScope()
  const { cluster, charts } = overview
  const window = windowOfGlance(overview)
  const metrics = charts.map(({ metric }) => metric)
  const isGoingOn = window !== undefined && metrics.length > 0 && isLive(range, window, seenAtMs / 1000)
  const { data } = useQuery({
    // A newer glance has newer points of its own.
    queryKey: ['points', cluster, metrics, seenAtMs],
    queryFn: isGoingOn
      ? ({ signal }) => agent.points(metrics, cluster, movedOn(window, seenAtMs / 1000, Date.now() / 1000), signal)
      : skipToken,
    enabled: !isPaused,
    // Until there are newer ones, those that came with the glance are drawn.
    placeholderData: (before) => before,
    refetchInterval: isPaused ? false : chartsRefreshMs,
    staleTime: chartsRefreshMs,
  })
  return useMemo(() => charts.map((chart) => withLines(chart, data?.metrics ?? [])), [charts, data])
}

/** How the cluster stood as long before, and the same metrics then. */
export function useEarlier(overview: Overview, shift: Shift | undefined) {
  const { cluster, charts } = overview
  const window = windowOfGlance(overview)
  const compared = shift === undefined || window === undefined ? undefined : { shift, window }
  const then = compared && earlierWindow(compared.window, compared.shift.seconds)
  const metrics = charts.map(({ metric }) => metric)
  const glance = useQuery({
    queryKey: ['earlier', cluster, then],
    queryFn: compared
      ? ({ signal }) => agent.overview(cluster, earlierRange(compared.window, compared.shift.seconds), signal)
      : skipToken,
    // What has been does not change.
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => (shift === undefined ? undefined : before),
  })
  const points = useQuery({
    queryKey: ['points', cluster, metrics, then],
    queryFn:
      then === undefined || metrics.length === 0
        ? skipToken
        : ({ signal }) => agent.points(metrics, cluster, then, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const lines = useMemo(() => {
    const found = points.data?.metrics.map(({ metric, series }): [string, Earlier] => {
      return [metric, { name: shift?.name ?? '', shiftSeconds: shift?.seconds ?? 0, series }]
    })
    return new Map(shift === undefined ? [] : found)
  }, [points.data, shift])
  return { glance: shift === undefined ? undefined : glance.data, lines, error: glance.error ?? points.error }
}

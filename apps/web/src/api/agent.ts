import {
  aboutSchema,
  callReplySchema,
  chartPointsSchema,
  conversationSchema,
  historyMetricsSchema,
  historySeriesSchema,
  overviewSchema,
  type Range,
  reportEntrySchema,
  reportsSchema,
  serversHealthSchema,
  type ThreadChange,
  threadsSchema,
  toolsSchema,
} from '@ocp-perf/agents/contract'
import type { Window } from '@ocp-perf/panel'
import { request, send } from './request.ts'

const part = encodeURIComponent
/** A diagnosis of all domains over a long range takes its time. */
const longTimeoutMs = 120_000

const query = (values: Record<string, string | number | undefined>): string => {
  const given = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** The agent's HTTP API beside the chat's stream. Addresses are relative, so that a proxy may put it below a path. */
export const agent = {
  about: (signal: AbortSignal) => request('api/about', aboutSchema, { signal }),
  servers: (signal: AbortSignal) => request('api/mcp/health', serversHealthSchema, { signal }),
  tools: (signal: AbortSignal) => request('api/tools', toolsSchema, { signal }),
  threads: (signal: AbortSignal) => request('api/threads', threadsSchema, { signal }),
  conversation: (id: string, signal: AbortSignal) => request(`api/threads/${part(id)}`, conversationSchema, { signal }),
  changeThread: async (id: string, change: ThreadChange) => {
    await send(`api/threads/${part(id)}`, { method: 'PATCH', body: change })
  },
  deleteThread: async (id: string) => {
    await send(`api/threads/${part(id)}`, { method: 'DELETE' })
  },
  cancelRun: async (run: string) => {
    await send(`chat/runs/${part(run)}/cancel`, { method: 'POST', body: {}, timeoutMs: 10_000 })
  },
  call: (tool: string, args: Record<string, unknown>, signal: AbortSignal) =>
    request(`api/tools/${part(tool)}`, callReplySchema, {
      method: 'POST',
      body: { args },
      signal,
      timeoutMs: longTimeoutMs,
    }),
  overview: (cluster: string | undefined, range: Range, signal: AbortSignal) =>
    request(`api/overview${query({ cluster, ...range })}`, overviewSchema, { signal, timeoutMs: longTimeoutMs }),
  points: (metrics: readonly string[], cluster: string, window: Window, signal: AbortSignal) => {
    const { start, end, step } = window
    const asked = query({ cluster, metrics: metrics.join(','), start, end, step })
    return request(`api/points${asked}`, chartPointsSchema, { signal })
  },
  reports: (signal: AbortSignal) => request('api/reports', reportsSchema, { signal }),
  createReport: (domain: string, cluster: string | undefined, range: Range) =>
    request('api/reports', reportEntrySchema, {
      method: 'POST',
      body: { domain, range, ...(cluster === undefined ? {} : { cluster }) },
    }),
  historyMetrics: (signal: AbortSignal) => request('api/history/metrics', historyMetricsSchema, { signal }),
  historySeries: (cluster: string, metric: string, start: number, end: number, signal: AbortSignal) =>
    request(`api/history/series${query({ cluster, metric, start, end })}`, historySeriesSchema, { signal }),
}

/** Where a report can be had in a format. */
export const reportAddress = (id: string, format: 'html' | 'md' | 'json'): string =>
  `api/reports/${part(id)}?format=${format}`

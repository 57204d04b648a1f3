import { diagnosisSchema, reportSchema, verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { zoneOf } from '../zone.ts'
import { chartSchema } from './chart.ts'
import { chatEventSchema, faultSchema } from './chat-event.ts'

/** A time range that applies to a conversation: so long until now, or between two times as the tools take them. */
export const rangeSchema = z.union([
  z.strictObject({ duration: z.string() }),
  z.strictObject({ start_time: z.string(), end_time: z.string() }),
])
export type Range = z.infer<typeof rangeSchema>

/** `POST /chat` (the whole answer) and `POST /chat/stream` (SSE of {@link chatEventSchema}). */
export const chatRequestSchema = z.strictObject({
  question: z.string().trim().min(1).max(4000),
  /** Left out: a new thread. */
  thread: z.string().optional(),
  /** Takes the place of this turn of the thread and of all after it: retry and edit. Counted from 0. */
  replace_from: z.int().min(0).optional(),
  /** The run of that turn, as the client knows it: where another one has taken its place, nothing is replaced. */
  replace_run: z.string().optional(),
  /** Left out: what the thread was about before. */
  cluster: z.string().optional(),
  range: rangeSchema.optional(),
  /** Whose clock "since 9am" is read by, an IANA zone or an offset. Left out: the agent's own. */
  time_zone: z
    .string()
    .max(64)
    .refine(
      (name) => zoneOf(name) !== undefined,
      'an IANA time zone such as Europe/Berlin, or an offset such as +02:00',
    )
    .optional(),
})
export type ChatRequest = z.infer<typeof chatRequestSchema>

/** Answer of `POST /chat`. */
export const chatReplySchema = z.object({ thread: z.string(), text: z.string(), events: z.array(chatEventSchema) })
export type ChatReply = z.infer<typeof chatReplySchema>

/** `GET /api/threads` */
export const threadSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Unix seconds. */
  created: z.number(),
  updated: z.number(),
  turns: z.number(),
  /** What its questions are about; null where nobody has chosen. */
  cluster: z.string().nullable(),
  range: rangeSchema.nullable(),
})
export type Thread = z.infer<typeof threadSchema>
export const threadsSchema = z.object({ threads: z.array(threadSchema) })

/** `GET /api/threads/{id}`; `PATCH` with {@link threadChangeSchema}; `DELETE`. */
export const conversationSchema = z.object({
  thread: threadSchema,
  turns: z.array(
    z.object({
      question: z.string(),
      asked: z.number(),
      /** Still running: read on at `/chat/runs/{run}/events`. */
      running: z.string().nullable(),
      events: z.array(chatEventSchema),
    }),
  ),
})
export type Conversation = z.infer<typeof conversationSchema>
/** What is left out stays as it is; null takes a choice back. */
export const threadChangeSchema = z.strictObject({
  title: z.string().trim().min(1).max(120).optional(),
  cluster: z.string().max(100).nullable().optional(),
  range: rangeSchema.nullable().optional(),
})
export type ThreadChange = z.infer<typeof threadChangeSchema>

/** `GET /api/mcp/health` */
export const serverHealthSchema = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  state: z.enum(['up', 'down', 'connecting']),
  /** Since when, unix seconds. */
  since: z.number(),
  version: z.string().nullable(),
  tools: z.number(),
  fault: faultSchema.nullable(),
})
export type ServerHealth = z.infer<typeof serverHealthSchema>
export const serversHealthSchema = z.object({ servers: z.array(serverHealthSchema) })

/** `GET /api/tools`; `POST /api/tools/{name}` with {@link callRequestSchema} answers {@link callReplySchema}. */
export const toolSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  /** The servers that offer it. */
  servers: z.array(z.string()),
  read_only: z.boolean(),
  /** JSON Schema of its arguments. */
  input_schema: z.record(z.string(), z.unknown()),
})
export type AgentTool = z.infer<typeof toolSchema>
export const toolsSchema = z.object({ tools: z.array(toolSchema) })
export const callRequestSchema = z.strictObject({ args: z.record(z.string(), z.unknown()).default({}) })
export const callReplySchema = z.object({
  ok: z.boolean(),
  ms: z.number(),
  server: z.string(),
  text: z.string(),
  data: z.unknown().optional(),
  charts: z.array(chartSchema),
  fault: faultSchema.optional(),
})
export type CallReply = z.infer<typeof callReplySchema>

/** `GET /api/about`: what the page needs to begin. */
export const aboutSchema = z.object({
  version: z.string(),
  model: z.string().nullable(),
  clusters: z.array(z.object({ name: z.string(), simulated: z.boolean() })),
  /** Of which a report can be written. */
  domains: z.array(z.object({ id: z.string(), title: z.string() })),
  /** Suggested questions by domain. */
  questions: z.array(z.object({ domain: z.string(), text: z.string() })),
})
export type About = z.infer<typeof aboutSchema>

/** `GET /api/overview?cluster=&duration=` (or `start_time=&end_time=`): the cluster at a glance, a domain each. */
export const overviewSchema = z.object({
  cluster: z.string(),
  verdict: verdictSchema,
  headline: z.string(),
  domains: z.array(
    z.object({
      domain: z.string(),
      title: z.string(),
      diagnosis: diagnosisSchema.nullable(),
      fault: faultSchema.nullable(),
    }),
  ),
  charts: z.array(chartSchema),
})
export type Overview = z.infer<typeof overviewSchema>

/**
 * `GET /api/points?cluster=&metrics=&start=&end=&step=`: metrics, with commas between them, over a window in unix seconds. What
 * cannot be read is left out.
 */
export const chartPointsSchema = z.object({
  metrics: z.array(chartSchema.pick({ metric: true, cluster: true, unit: true, series: true, omitted: true })),
})
export type ChartPoints = z.infer<typeof chartPointsSchema>['metrics'][number]

/** `GET /api/reports`; `GET /api/reports/{id}?format=html|md|json`; `POST /api/reports` with {@link reportRequestSchema}. */
export const reportEntrySchema = z.object({
  id: z.string(),
  domain: z.string(),
  cluster: z.string(),
  created: z.number(),
  state: z.enum(['running', 'done', 'failed']),
  /** What is being done, while it runs. */
  progress: z.string().nullable(),
  verdict: verdictSchema.nullable(),
  headline: z.string().nullable(),
  fault: faultSchema.nullable(),
})
export type ReportEntry = z.infer<typeof reportEntrySchema>
export const reportsSchema = z.object({ reports: z.array(reportEntrySchema) })
export const reportRequestSchema = z.strictObject({
  /** One of those that `GET /api/about` names; `cluster` for all of them in one report. */
  domain: z.string(),
  cluster: z.string().optional(),
  range: rangeSchema.optional(),
  baseline: z.string().optional(),
})
export { reportSchema }

/** `GET /api/history/metrics` and `GET /api/history/series?cluster=&metric=&start=&end=`. */
export const historyMetricsSchema = z.object({
  metrics: z.array(z.object({ cluster: z.string(), metric: z.string(), title: z.string(), samples: z.number() })),
})
export const historySeriesSchema = z.object({
  chart: chartSchema,
  findings: z.array(z.object({ at: z.number(), severity: verdictSchema, cause: z.string(), summary: z.string() })),
})
export type HistorySeries = z.infer<typeof historySeriesSchema>

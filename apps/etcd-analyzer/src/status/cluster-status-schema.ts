import { verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'

const text = z.string().nullable()
const figure = z.number().nullable()
const flag = z.boolean().nullable()

const memberStatusSchema = z.object({
  member: z.string(),
  /** Hexadecimal, as etcd prints it; a string because it does not fit a JSON number. */
  id: text,
  endpoint: text,
  verdict: verdictSchema,
  /** Why the verdict is not ok. */
  reason: z.string().optional(),
  /** Whether it answers at all; one with an alarm or without a leader answers and is unhealthy. */
  answers: flag,
  /** Whether it knows a leader; one that answers and knows none is cut off from the others. */
  has_leader: flag,
  healthy: flag,
  leader: flag,
  learner: flag,
  version: text,
  term: figure,
  raft_index: figure,
  applied_index: figure,
  /** Entries behind the member that is furthest ahead. */
  raft_lag: figure,
  /** Entries that are in its log and not yet applied. */
  apply_lag: figure,
  db_bytes: figure,
  db_in_use_bytes: figure,
  /** How long the endpoint took to answer. */
  latency_seconds: figure,
})
export type MemberStatus = z.infer<typeof memberStatusSchema>

/** The state of an etcd cluster, and which of its sources said so. */
export const clusterStatusSchema = z.object({
  cluster: z.string(),
  verdict: verdictSchema,
  headline: z.string(),
  source: z.enum(['metrics', 'etcdctl', 'gateway']),
  /** The source in words: the pod, the endpoints, the Prometheus. */
  read_from: z.string(),
  /** Unix seconds. */
  time: z.number(),
  leader: text,
  members: z.array(memberStatusSchema),
  /** Null where the source cannot see alarms. */
  alarms: z.array(z.object({ member: z.string(), alarm: z.string() })).nullable(),
  /** Start of the window that the signals are of, unix seconds; null when metrics could not be read. */
  signals_since: figure,
  /** What the metrics say beside it, what lasts first, then worst first: quota, leader changes, lag over that window. */
  signals: z.array(
    z.object({
      verdict: verdictSchema,
      text: z.string(),
      /** Whether it is over: every row is back within its limit. */
      past: z.boolean(),
    }),
  ),
  notes: z.array(z.string()),
})
export type ClusterStatus = z.infer<typeof clusterStatusSchema>

/** What a source says of a member before it is judged; what the source cannot know is null. */
export interface MemberReading extends Omit<MemberStatus, 'verdict' | 'reason'> {
  /** Why it gave no answer or a bad one. */
  failure?: string | undefined
}

/** What a source says of the cluster. */
export interface StatusReading {
  source: ClusterStatus['source']
  read_from: string
  members: readonly MemberReading[]
  alarms: ClusterStatus['alarms']
  notes: readonly string[]
}

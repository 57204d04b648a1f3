import type { z } from 'zod'
import type { MemberReading, StatusReading } from './cluster-status-schema.ts'
import { type alarmReplySchema, hexId, type MemberListReply, type StatusReply } from './etcd-replies.ts'

/** What one client endpoint said of itself. */
export interface EndpointAnswer {
  endpoint: string
  status: StatusReply | undefined
  healthy: boolean | null
  latencySeconds: number | null
  /** Why it is unhealthy or did not answer. */
  failure: string | undefined
}

interface Answers {
  members: MemberListReply
  endpoints: readonly EndpointAnswer[]
  alarms: z.output<typeof alarmReplySchema>['alarms'] | null
}

/**
 * Puts the member list, the endpoints' answers and the alarms together. An endpoint belongs to the member whose id it
 * reports; one that gave no answer, to the member that advertises its address.
 */
export function joinMembers({ members, endpoints, alarms }: Answers): Pick<StatusReading, 'members' | 'alarms'> {
  const furthest = Math.max(...endpoints.map(({ status }) => status?.raftIndex ?? 0))
  // Any member that answers names the leader, one that was not asked included.
  const named = new Set(endpoints.flatMap(({ status }) => status?.leader ?? []))
  const names = new Map(members.members.map(({ ID, name }) => [ID, name || nameFor(ID)]))
  const rows = members.members.map((member): MemberReading => {
    const urls = (member.clientURLs ?? []).map(withoutSlash)
    const answer =
      endpoints.find(({ status }) => status !== undefined && status.header.member_id === member.ID) ??
      endpoints.find(({ status, endpoint }) => status === undefined && urls.includes(withoutSlash(endpoint)))
    const { status, ...endpoint } = answer ?? {
      status: undefined,
      endpoint: urls[0] ?? null,
      healthy: null,
      latencySeconds: null,
      failure: missingReason(urls),
    }
    return {
      // Not by id: a member whose id is not known shares that with others.
      member: member.name || nameFor(member.ID),
      id: member.ID === null ? null : hexId(member.ID),
      endpoint: endpoint.endpoint,
      answers: answer === undefined ? null : status !== undefined || endpoint.healthy === true,
      healthy: status?.leader === null ? false : endpoint.healthy,
      learner: member.isLearner ?? status?.isLearner ?? false,
      latency_seconds: endpoint.latencySeconds,
      failure: endpoint.failure ?? status?.errors?.[0],
      ...describeStatus(status, furthest),
      ...(status === undefined && named.size > 0 ? { leader: member.ID !== null && named.has(member.ID) } : {}),
    }
  })
  return {
    members: rows,
    alarms: alarms?.map(({ memberID, alarm }) => ({ member: names.get(memberID) ?? nameFor(memberID), alarm })) ?? null,
  }
}

function describeStatus(status: StatusReply | undefined, furthest: number) {
  if (status === undefined) {
    const unknown = {
      leader: null,
      has_leader: null,
      version: null,
      term: null,
      raft_index: null,
      applied_index: null,
      raft_lag: null,
    }
    return { ...unknown, apply_lag: null, db_bytes: null, db_in_use_bytes: null }
  }
  return {
    has_leader: status.leader !== null,
    leader: status.leader !== null && status.leader === status.header.member_id,
    version: status.version ?? null,
    term: status.raftTerm,
    raft_index: status.raftIndex,
    applied_index: status.raftAppliedIndex,
    raft_lag: furthest - status.raftIndex,
    apply_lag: Math.max(0, status.raftIndex - status.raftAppliedIndex),
    db_bytes: status.dbSize,
    db_in_use_bytes: status.dbSizeInUse,
  }
}

function nameFor(id: string | null): string {
  return id === null ? 'unknown' : hexId(id)
}

function missingReason(urls: readonly string[]): string {
  return urls.length === 0
    ? 'it advertises no client URL, as a member that has not started yet'
    : 'none of the endpoints that were asked belongs to it'
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

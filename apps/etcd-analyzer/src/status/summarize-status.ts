import { formatValue } from '@ocp-perf/panel'
import type { ClusterStatus, MemberStatus } from './cluster-status-schema.ts'

const shownMembers = 12

/** The state as text: verdict first, a line per member, then what else a reader must know. */
export function summarizeStatus({
  verdict,
  headline,
  source,
  read_from,
  members,
  signals,
  notes,
}: ClusterStatus): string {
  const rest = members.length - shownMembers
  return [
    `${verdict}: ${headline}`,
    ...members.slice(0, shownMembers).map(describeMember),
    ...(rest > 0 ? [`… and ${rest} more members`] : []),
    ...signals.filter(({ text }) => !headline.includes(text)).map((signal) => `${signal.verdict}: ${signal.text}`),
    `Source: ${source} (${read_from})`,
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n')
}

function describeMember(member: MemberStatus): string {
  const { version, term, raft_index, raft_lag, apply_lag, db_bytes, db_in_use_bytes, latency_seconds } = member
  const role = member.leader ? ' (leader)' : member.learner ? ' (learner)' : ''
  const details = [
    member.reason,
    version && `etcd ${version}`,
    term !== null && `term ${term}`,
    raft_index !== null && `raft index ${raft_index}`,
    raft_lag !== null && `${formatValue(raft_lag, 'count')} behind`,
    apply_lag !== null && `${formatValue(apply_lag, 'count')} to apply`,
    db_bytes !== null && `DB ${formatValue(db_bytes, 'bytes')}, ${formatValue(db_in_use_bytes, 'bytes')} in use`,
    latency_seconds !== null && `answered in ${formatValue(latency_seconds, 'seconds')}`,
  ]
  return `- ${member.member}${role}: ${[member.verdict, ...details.filter(Boolean)].join(', ')}`
}

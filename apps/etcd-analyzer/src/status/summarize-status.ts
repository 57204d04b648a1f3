import { isRecordingNote } from '@ocp-perf/metrics'
import { formatValue } from '@ocp-perf/panel'
import type { ClusterStatus, MemberStatus } from './cluster-status-schema.ts'

const shownMembers = 12
const longestNote = 400
// A cluster whose members are all up may still be slow, which a reader of "ok" must not miss.
const unjudged = 'Speed is not judged here: get_etcd_disk_wal_fsync, get_etcd_network_io.'

/** The state as text: verdict first, a line per member, then what else a reader must know. */
export function summarizeStatus({
  verdict,
  headline,
  source,
  read_from,
  time,
  members,
  signals_since,
  signals,
  notes,
}: ClusterStatus): string {
  const rest = members.length - shownMembers
  return [
    `${verdict}: ${headline}`,
    ...notes.filter(isRecordingNote),
    ...members.slice(0, shownMembers).map(describeMember),
    ...(rest > 0 ? [`… and ${rest} more members`] : []),
    ...signals.filter(({ text }) => !headline.includes(text)).map((signal) => `${signal.verdict}: ${signal.text}`),
    `Source: ${source} (${read_from}), ${moments(signals_since, time)}`,
    ...notes.filter((note) => !isRecordingNote(note)).map((note) => `Note: ${clip(note)}`),
    ...(members.length > 0 ? [unjudged] : []),
  ].join('\n')
}

/** The moment of the answer, and the window of the metrics beside it. */
function moments(since: number | null, time: number): string {
  const at = formatValue(Math.floor(time), 'timestamp')
  return since === null ? at : `${at}; metrics since ${formatValue(Math.floor(since), 'timestamp')}`
}

function clip(text: string): string {
  return text.length > longestNote ? `${text.slice(0, longestNote - 1)}…` : text
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

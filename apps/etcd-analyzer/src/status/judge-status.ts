import { compareVerdicts, type Verdict, worstVerdict } from '@ocp-perf/panel'
import type { ClusterStatus, MemberReading, MemberStatus, StatusReading } from './cluster-status-schema.ts'

interface Judged {
  cluster: string
  time: number
  reading: StatusReading
  signals: ClusterStatus['signals']
}

/** Judges what a source said of the members, and says the worst of it first. */
export function judgeStatus({ cluster, time, reading, signals }: Judged): ClusterStatus {
  const { members, alarms } = reading
  const leaders = members.filter(({ leader }) => leader)
  const judged = members
    .map(({ failure, ...member }): MemberStatus => ({ ...member, ...judgeMember({ ...member, failure }, alarms) }))
    .sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  const voters = members.filter(({ learner }) => learner !== true)
  const up = voters.filter(({ healthy }) => healthy === true).length
  const problems: { verdict: Verdict; text: string }[] = []
  const seen = members.some(({ leader, healthy }) => leader !== null || healthy !== null)
  if (seen && leaders.length === 0) problems.push({ verdict: 'critical', text: 'no member is the leader' })
  if (seen && up < Math.floor(voters.length / 2) + 1 && members.some(({ healthy }) => healthy !== null)) {
    problems.push({ verdict: 'critical', text: `quorum is lost: ${up} of ${voters.length} voting members answer` })
  }
  for (const { member, verdict, reason } of judged) {
    if (verdict !== 'ok') problems.push({ verdict, text: `${member}: ${reason ?? verdict}` })
  }
  const versions = new Set(members.flatMap(({ version }) => version ?? []))
  if (versions.size > 1)
    problems.push({ verdict: 'watch', text: `members run different versions: ${[...versions].join(', ')}` })
  problems.push(...signals)
  problems.sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  const verdict = members.length === 0 ? 'no_data' : worstVerdict(['ok', ...problems.map((problem) => problem.verdict)])
  const state = describeState({ up, total: voters.length, leaders, versions, alarms })
  return {
    cluster,
    verdict,
    headline:
      members.length === 0 ? 'No etcd member was found.' : [problems[0]?.text, state].filter(Boolean).join('; '),
    source: reading.source,
    read_from: reading.read_from,
    time,
    leader: leaders[0]?.member ?? null,
    members: judged,
    alarms,
    signals,
    notes: [...reading.notes, ...learnerNotes(members)],
  }
}

function judgeMember(member: MemberReading, alarms: StatusReading['alarms']): Pick<MemberStatus, 'verdict' | 'reason'> {
  const raised = alarms?.filter((alarm) => alarm.member === member.member).map(({ alarm }) => alarm) ?? []
  if (member.healthy === false) {
    const what = member.version === null || member.latency_seconds === null ? 'down' : 'unhealthy'
    return { verdict: 'critical', reason: `${what} (${member.failure ?? 'no reason given'})` }
  }
  if (raised.length > 0) return { verdict: 'critical', reason: `alarm ${raised.join(', ')}` }
  if (member.healthy === null) return { verdict: 'unknown', reason: member.failure ?? 'its health is not known' }
  return { verdict: 'ok' }
}

interface State {
  up: number
  total: number
  leaders: readonly MemberReading[]
  versions: ReadonlySet<string>
  alarms: StatusReading['alarms']
}

function describeState({ up, total, leaders, versions, alarms }: State): string {
  const leader = leaders.map(({ member }) => member).join(' and ')
  return [
    `${up} of ${total} voting members healthy`,
    leader && `leader ${leader}`,
    versions.size === 1 && `etcd ${[...versions].join()}`,
    alarms === null
      ? undefined
      : alarms.length === 0
        ? 'no alarms'
        : `alarms: ${alarms.map(({ alarm }) => alarm).join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ')
}

function learnerNotes(members: readonly MemberReading[]): string[] {
  const learners = members.filter(({ learner }) => learner)
  if (learners.length === 0) return []
  const names = learners.map(({ member }) => member).join(', ')
  return [
    `${names} ${learners.length === 1 ? 'is a learner' : 'are learners'}: it copies the data and does not vote yet.`,
  ]
}

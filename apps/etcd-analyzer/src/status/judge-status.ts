import { recordingMoment } from '@ocp-perf/metrics'
import { compareVerdicts, formatValue, type Verdict, worstVerdict } from '@ocp-perf/panel'
import type { Recording } from '@ocp-perf/promql'
import type { ClusterStatus, MemberReading, MemberStatus, StatusReading } from './cluster-status-schema.ts'

interface Judged {
  cluster: string
  /** The moment that the answer is of. */
  time: number
  now?: number | undefined
  /** Set where metrics are those of a recording. */
  recording?: Recording | undefined
  signalsSince?: number | null | undefined
  reading: StatusReading
  signals: ClusterStatus['signals']
}

/** Judges what a source said of the members, and says the worst of it first. */
export function judgeStatus({
  cluster,
  time,
  now = time,
  recording,
  signalsSince = null,
  reading,
  signals,
}: Judged): ClusterStatus {
  const { members, alarms } = reading
  const leaders = members.filter(({ leader }) => leader)
  const judged = members
    .map(({ failure, ...member }): MemberStatus => ({ ...member, ...judgeMember({ ...member, failure }, reading) }))
    .sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  const voters = members.filter(({ learner }) => learner !== true)
  const up = voters.filter((voter) => voter.answers === true && voter.has_leader !== false).length
  const problems: Problem[] = [...quorumProblems(members, voters, up)]
  problems.push(...describeAlarms(alarms ?? []).map((text) => ({ verdict: 'critical' as const, text })))
  for (const { member, verdict, reason } of judged) {
    if (verdict !== 'ok') problems.push({ verdict, text: `${member}: ${reason ?? verdict}` })
  }
  const versions = new Set(members.flatMap(({ version }) => version ?? []))
  if (versions.size > 1)
    problems.push({ verdict: 'watch', text: `members run different versions: ${[...versions].join(', ')}` })
  problems.push(...signals)
  problems.sort((a, b) => Number(a.past ?? false) - Number(b.past ?? false) || compareVerdicts(a.verdict, b.verdict))
  const verdict = members.length === 0 ? 'no_data' : worstVerdict(['ok', ...problems.map((problem) => problem.verdict)])
  const unknown = voters.filter(({ answers }) => answers === null).length
  const state = describeState({ up, unknown, total: voters.length, leaders, versions, alarms })
  return {
    cluster,
    verdict,
    headline:
      members.length === 0
        ? `No etcd member was found, as of ${moment({ time, now, recording })}.`
        : [...leadingTexts(problems, verdict), `${state}, as of ${moment({ time, now, recording })}`].join('; '),
    source: reading.source,
    read_from: reading.read_from,
    time,
    leader: leaders[0]?.member ?? null,
    members: judged,
    alarms,
    signals_since: signalsSince,
    signals,
    notes: [...reading.notes, ...learnerNotes(members)],
  }
}

interface Problem {
  verdict: Verdict
  text: string
  /** Whether it is over. */
  past?: boolean | undefined
}

/** The first problem, and what makes the verdict where that is over already while something milder lasts. */
function leadingTexts(problems: readonly Problem[], verdict: Verdict): string[] {
  const [first] = problems
  if (first === undefined) return []
  const worst = first.verdict === verdict ? undefined : problems.find((problem) => problem.verdict === verdict)
  return worst === undefined ? [first.text] : [`${first.verdict} now: ${first.text}`, `${verdict} ${worst.text}`]
}

const day = 86_400
// A window may end this much before now, to lie on the grid of its step.
const minute = 60

/** `09:47:27Z`, with its date where it is more than a day ago; the end of a recording is called so. */
function moment({ time, now, recording }: { time: number; now: number; recording: Recording | undefined }): string {
  if (recording !== undefined) {
    return now - time < minute
      ? recordingMoment(recording)
      : `${formatValue(Math.floor(time), 'timestamp')}, in ${recording.name}`
  }
  const text = formatValue(Math.floor(time), 'timestamp')
  return now - time > day ? text : text.slice('2026-01-01T'.length)
}

/** A member that answers and knows a leader belongs to the quorum, however unhealthy an alarm makes it. */
function quorumProblems(members: readonly MemberReading[], voters: readonly MemberReading[], up: number): Problem[] {
  const absent = voters.filter(({ answers, has_leader }) => answers === false || has_leader === false)
  const lost = voters.length - absent.length < Math.floor(voters.length / 2) + 1
  const seen = members.some(({ leader, answers }) => leader !== null || answers !== null)
  // A member that has a leader proves that there is one, be it one of which no metrics are at hand.
  const leaderless = seen && !members.some(({ leader, has_leader }) => leader || has_leader)
  const lacking = absent.some(({ answers }) => answers !== false) ? 'answer and know a leader' : 'answer'
  const text = [
    lost && absent.length > 0 && `quorum is lost: ${up} of ${voters.length} voting members ${lacking}`,
    leaderless && 'no member is the leader',
  ].filter(Boolean)
  return text.length > 0 ? [{ verdict: 'critical', text: text.join('; ') }] : []
}

/** What an alarm does and how it ends: https://etcd.io/docs/v3.5/op-guide/maintenance/ */
const alarmEffects: Readonly<Record<string, string>> = {
  NOSPACE: 'writes are refused; compact, defragment, then disarm the alarm',
  CORRUPT: 'reads and writes are refused; replace the member whose data differs, then disarm the alarm',
}

/** One sentence per kind of alarm, with each member named once. */
function describeAlarms(alarms: NonNullable<StatusReading['alarms']>): string[] {
  return [...new Set(alarms.map(({ alarm }) => alarm))].map((kind) => {
    const names = new Set(alarms.filter(({ alarm }) => alarm === kind).map(({ member }) => member))
    const effect = alarmEffects[kind]
    return `${kind} alarm on ${[...names].sort().join(', ')}${effect ? `: ${effect}` : ''}`
  })
}

function judgeMember(
  member: MemberReading,
  { alarms, members }: StatusReading,
): Pick<MemberStatus, 'verdict' | 'reason'> {
  const { failure } = member
  if (member.answers === false) return { verdict: 'critical', reason: `down (${failure ?? 'no reason given'})` }
  if (member.has_leader === false) {
    const others = members.some(({ has_leader }) => has_leader === true)
    return { verdict: 'critical', reason: `unhealthy (no leader${others ? ': cut off from the others' : ''})` }
  }
  const raised = alarms?.filter((alarm) => alarm.member === member.member).map(({ alarm }) => alarm) ?? []
  if (raised.length > 0) return { verdict: 'critical', reason: `alarm ${[...new Set(raised)].join(', ')}` }
  if (member.healthy === false) return { verdict: 'critical', reason: `unhealthy (${failure ?? 'no reason given'})` }
  if (member.healthy === null) return { verdict: 'unknown', reason: failure ?? 'its health is not known' }
  return { verdict: 'ok' }
}

interface State {
  up: number
  /** How many of which nothing says whether they are up. */
  unknown: number
  total: number
  leaders: readonly MemberReading[]
  versions: ReadonlySet<string>
  alarms: StatusReading['alarms']
}

function describeState({ up, unknown, total, leaders, versions, alarms }: State): string {
  const leader = leaders.map(({ member }) => member).join(' and ')
  return [
    unknown < total || total === 0
      ? `${up} of ${total} voting members up${unknown > 0 ? `, ${unknown} not known` : ''}`
      : `${total} voting ${total === 1 ? 'member' : 'members'} seen, whether up is not known`,
    leader && `leader ${leader}`,
    versions.size === 1 && `etcd ${[...versions].join()}`,
    alarms !== null &&
      (alarms.length === 0 ? 'no alarms' : `alarms: ${[...new Set(alarms.map(({ alarm }) => alarm))].join(', ')}`),
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

import type { Rules } from '@ocp-perf/analysis'
import type { LevelWalk } from '@ocp-perf/panel'
import { nothing } from '../judge/outcome.ts'
import type { Share } from '../judge/summary.ts'
import type { Knowledge } from '../recording/open-recording.ts'
import type { SimulatedCase } from './draw-cases.ts'
import { judgeEach, simulateCase, window } from './simulate-case.ts'

/** What came of walking the levels of one simulated cluster. */
export interface JudgedWalk {
  name: string
  /** The level and the cause that the scenario is about; `none` for both where nothing is wrong. */
  expected: { level: string; cause: string }
  walk: LevelWalk
  /** It stopped at that level, and that cause is named there; of a healthy cluster, everything is ok. */
  right: boolean
  /** A healthy cluster in which something is said to be wrong. */
  falseAlarm: boolean
}

/** Walks the levels of each case over its last hour; tells of each as soon as it is judged. */
export function judgeWalks(
  cases: readonly SimulatedCase[],
  onJudged: (judged: JudgedWalk) => void = () => {},
): Promise<JudgedWalk[]> {
  return judgeEach(cases, judgeWalk, onJudged)
}

async function judgeWalk(each: SimulatedCase, knowledge: Knowledge): Promise<JudgedWalk> {
  const { name, scenario, now } = each
  const { domain, cause } = scenario.root ?? { domain: scenario.domain ?? 'etcd', cause: scenario.cause ?? nothing }
  const { opened } = simulateCase({ ...each, domain }, knowledge)
  const walk = await opened.walk({ start: now - window, end: now })
  const level = cause === nothing ? nothing : levelOf(cause, knowledge.rules(domain))
  const named = walk.levels.find(({ id }) => id === walk.stopped_at)?.causes ?? []
  const right =
    scenario.cause === null
      ? walk.stopped_at === null && walk.verdict === 'ok'
      : walk.stopped_at === level && named.some(({ id }) => id === cause)
  return { name, expected: { level, cause }, walk, right, falseAlarm: scenario.cause === null && !right }
}

function levelOf(cause: string, { domain, causes }: Rules): string {
  return causes.find(({ id }) => id === cause)?.level ?? domain.level
}

/** One walk in a line, and of a wrong one every level. */
export function formatWalk({ name, expected, walk, right }: JudgedWalk): string {
  const { stopped_at: stop, causes, levels, verdict, symptom } = walk
  const got = causes.map(({ id, scope }) => `${id} ${scope}`).join(', ')
  const line = `${right ? 'ok   ' : 'WRONG'} ${name.padEnd(28)} ${`${expected.level}: ${expected.cause}`.padEnd(34)} → ${stop ?? nothing}: ${got === '' ? nothing : got}; ${verdict}`
  if (right) return line
  const told = levels.flatMap(({ id, says, causes: own }) =>
    says === 'nothing wrong'
      ? []
      : [
          `        ${id}: ${says}${own.map(({ precedes }) => (precedes === false ? ' (after the symptom)' : '')).join('')}`,
        ],
  )
  return [line, `        symptom: ${symptom?.says ?? 'none'}`, ...told].join('\n')
}

/** How many were right. */
export function shareRight(judged: readonly JudgedWalk[]): Share {
  return { count: judged.filter(({ right }) => right).length, of: judged.length }
}

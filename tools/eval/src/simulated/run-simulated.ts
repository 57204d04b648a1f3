import { loadScenarios, type Scenario } from '@ocp-perf/cluster-sim'
import { locateConfig } from '@ocp-perf/metrics'
import { ratio, type Summary, summarize } from '../judge/summary.ts'
import { formatOutcome, formatSummary, formatWhy } from '../report/text.ts'
import { formatShare } from '../report/words.ts'
import { drawCases, everyDomain } from './draw-cases.ts'
import { type JudgedCase, judgeCases } from './judge-cases.ts'
import { formatWalk, judgeWalks, shareRight } from './judge-walks.ts'

export interface SimulatedOptions {
  /** Whose diagnoses are judged, one after the other; `cluster` walks the levels of all of them. */
  domains: readonly string[]
  /** Clusters of each. */
  count: number
  seed: string
  minimum: number
  verbose: boolean
}

/** Judges so many drawn cases of each domain, telling of each, and gives the exit code as for recordings. */
export async function runSimulated(options: SimulatedOptions, say: (text: string) => void): Promise<number> {
  const { all } = loadScenarios(locateConfig({}, import.meta.url))
  const tell = ({ outcome, diagnosis, told }: JudgedCase) => {
    say(`${formatOutcome(outcome)}${told === '' ? '' : ` [${told}]`}\n`)
    if (options.verbose || !outcome.right) say(`${formatWhy(diagnosis)}\n`)
  }
  const summaries: Summary[] = []
  const others = options.domains.filter((domain) => domain !== everyDomain)
  for (const domain of others) {
    const judged = await judgeCases(drawCases(options.count, options.seed, all, domain), tell)
    const summary = summarize(judged.map(({ outcome }) => outcome))
    say(formatSummary(summary))
    summaries.push(summary)
  }
  const isWalkGood = others.length === options.domains.length || (await walkAll(options, all, say))
  return isWalkGood && summaries.every((summary) => isGood(summary, options.minimum)) ? 0 : 1
}

/** Walks the levels of clusters of every scenario; true where enough were right, and none that is healthy was called ill. */
async function walkAll(
  { count, seed, minimum }: SimulatedOptions,
  all: readonly Scenario[],
  say: (text: string) => void,
): Promise<boolean> {
  const judged = await judgeWalks(drawCases(count, seed, all, everyDomain), (each) => say(`${formatWalk(each)}\n`))
  const alarms = judged.filter(({ falseAlarm }) => falseAlarm).map(({ name }) => name)
  const share = shareRight(judged)
  say(`\nRight level and cause  ${formatShare(share)}\nFalse alarms           ${alarms.join(', ') || 'none'}\n`)
  return ratio(share) >= minimum && alarms.length === 0
}

function isGood({ accuracy, falseAlarms }: Summary, minimum: number): boolean {
  return ratio(accuracy) >= minimum && falseAlarms.length === 0
}

import { type Verdict, worstVerdict } from '@ocp-perf/panel'
import { type Plan, planCalls } from '../analyst/plan/plan-calls.ts'
import type { ToolRun } from '../analyst/run/create-runner.ts'
import type { Vocabulary } from '../analyst/vocabulary.ts'
import { suggest, writeAnswer } from '../analyst/write/write-answer.ts'
import type { Servers } from '../servers.ts'
import type { Desk } from './desk.ts'

const because = 'The model gave no answer of its own: this was put together from the tools’ figures by fixed rules.'

interface Sources {
  servers: Servers
  vocabulary: Vocabulary
}

/** What the tools found, as the analyst writes it: the answer where the model has none. */
export function findingsOf({ turn, understood }: Desk, runs: readonly ToolRun[], sources: Sources): string[] {
  const { servers, vocabulary } = sources
  const calls = runs.map(({ tool }) => ({ tool, args: {} }))
  const plan: Plan = { calls, domains: understood.domains, missing: [] }
  const { question } = turn
  const health = servers.health()
  return writeAnswer({ question, understood, plan, runs, health, exhausted: true, vocabulary, because }).blocks
}

export function suggestionsOf({ turn, understood }: Desk, runs: readonly ToolRun[], sources: Sources): string[] {
  const { servers, vocabulary } = sources
  const { question, cluster, range } = turn
  const plan = planCalls(understood, { tools: servers.tools(), vocabulary, cluster, range })
  return suggest({ question, plan, runs, vocabulary, understood })
}

/** The worst that was judged: by diagnoses where there are some, since a single figure says less. */
export function verdictOf(runs: readonly ToolRun[]): Verdict | null {
  const diagnosed = runs.flatMap(({ content }) =>
    content.kind === 'diagnosis' ? content.diagnosis.verdict : content.kind === 'levels' ? content.walk.verdict : [],
  )
  const measured = runs.flatMap(({ content }) => (content.kind === 'panel' ? content.panel.verdict : []))
  const verdicts = diagnosed.length > 0 ? diagnosed : measured
  return verdicts.length > 0 ? worstVerdict(verdicts) : null
}

import { describeReal, remoteWrite, startPrometheusOver, whyNoPrometheus } from '@ocp-perf/lab/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEngine } from './create-engine.ts'
import type { Engine } from './engine.ts'
import type { FunctionSpec } from './functions/function-spec.ts'
import { functionTable } from './functions/table.ts'
import { createMemoryStore } from './samples/memory-store.ts'
import { type AggregationName, aggregations } from './syntax/ast.ts'
import { parseExpression } from './syntax/parse-expression.ts'
import { arbitraryExpression } from './testing/arbitrary-expression.ts'
import { type Compared, knownDifferences } from './testing/known-differences.ts'
import { writeOpenMetrics } from './testing/open-metrics.ts'
import { askEngine, askPrometheus, differenceOf, type Question, versionOf } from './testing/outcome.ts'
import { printExpression } from './testing/print-expression.ts'
import { firstSample, lastSample, sampleSet } from './testing/sample-set.ts'
import { walk } from './testing/walk.ts'
import { withoutBrackets } from './testing/without-brackets.ts'

/** Another seed than the one that CI draws from, and how many expressions: for longer hunts. */
const seed = Number(process.env.OCP_PERF_SEED ?? 42)
const numRuns = Number(process.env.OCP_PERF_RUNS ?? 1_500)

const generations = [
  { program: 'prometheus', semantics: 'v2' },
  { program: 'prometheus3', semantics: 'v3' },
] as const

const anyTime = fc.oneof(
  fc.integer({ min: -10, max: 400 }).map((step) => firstSample + step * 15_000),
  fc.integer({ min: firstSample - 60_000, max: lastSample + 600_000 }),
)

/** At one time, or at steps that are shorter than, as long as and longer than the scrape interval. */
const anyGrid = fc.oneof(
  anyTime.map((start) => ({ kind: 'instant' as const, grid: { start, step: 1000, count: 1 } })),
  fc
    .record({
      start: anyTime,
      step: fc.constantFrom(5_000, 15_000, 60_000, 77_500),
      count: fc.integer({ min: 1, max: 25 }),
    })
    .map((grid) => ({ kind: 'range' as const, grid })),
)

for (const { program, semantics } of generations) {
  const why = whyNoPrometheus(program)
  const title = `the engine with ${semantics} semantics and a real Prometheus over the same samples`
  if (why !== undefined && program === 'prometheus3') describe.skip(`${title} (left out: ${why})`, () => {})
  else {
    describeReal(title, ['lab'], () => {
      test('agree on any expression', { timeout: 300_000 }, async () => {
        const samples = sampleSet()
        await using real = await startPrometheusOver(writeOpenMetrics(samples), program)
        const engine = createEngine({ store: createMemoryStore(samples), semantics })
        await compare(engine, real.url, { aggregations, numRuns })
      })

      // Text knows no staleness markers, so these samples are written, and lie in memory rather than in a block.
      test('agree on any expression over series that end by a staleness marker', { timeout: 300_000 }, async () => {
        const samples = sampleSet({ stale: true })
        await using real = await startPrometheusOver(['# EOF\n'], program)
        await remoteWrite(real.url, samples)
        // Without its marker the first series would count for five minutes more.
        const text = 'requests_total{code="200", instance="a"}'
        const grid = { start: firstSample + 322 * 15_000, step: 1000, count: 1 }
        const ended = await askPrometheus(real.url, { text, grid, kind: 'instant' })
        expect(ended).toMatchObject({ kind: 'answer', series: new Map() })
        const engine = createEngine({ store: createMemoryStore(samples), semantics })
        await compare(engine, real.url, { aggregations: aggregations.filter(isOrderless), numRuns: numRuns / 3 })
      })
    })
  }
}

/** In memory, Prometheus selects series in the order in which they came, and takes the first of equals. */
function isOrderless(name: AggregationName): boolean {
  return !['topk', 'bottomk', 'limitk', 'limit_ratio'].includes(name)
}

interface Comparison {
  aggregations: readonly AggregationName[]
  numRuns: number
}

async function compare(engine: Engine, url: string, comparison: Comparison): Promise<void> {
  const version = await versionOf(url)
  const anyQuestion = await questionsFor(url, comparison.aggregations)
  await fc.assert(
    fc.asyncProperty(anyQuestion, async (question) => {
      expect(await closeIn(question, (asked) => unexcused(engine, url, version, asked))).toBeUndefined()
    }),
    { seed, numRuns: comparison.numRuns },
  )
}

/** What the engine and a Prometheus disagree on, unless there is a reason for it. */
async function unexcused(
  engine: Engine,
  url: string,
  version: Compared['version'],
  question: Question,
): Promise<string | undefined> {
  const [ours, theirs] = await Promise.all([askEngine(engine, question), askPrometheus(url, question)])
  const difference = differenceOf(ours, theirs)
  const compared = { question, version, ours, theirs }
  const known = difference !== undefined && knownDifferences.some(({ excuses }) => excuses(compared))
  return known ? undefined : difference
}

/** A difference, and the shortest part of the expression that differs by itself: the generator alone shrinks no deeper than a branch. */
async function closeIn(
  question: Question,
  differs: (question: Question) => Promise<string | undefined>,
): Promise<string | undefined> {
  const difference = await differs(question)
  if (difference === undefined) return undefined
  const whole = await parseExpression(question.text).catch(() => undefined)
  const parts = whole === undefined ? [] : [...walk(whole)].map(({ from, to }) => question.text.slice(from, to))
  for (const text of parts.toSorted((a, b) => a.length - b.length)) {
    const smaller = await differs({ ...question, text })
    if (smaller !== undefined) return `${text}: ${smaller}`
  }
  return `${question.text}: ${difference}`
}

/** Expressions of what this Prometheus knows. */
async function questionsFor(url: string, among: readonly AggregationName[]): Promise<fc.Arbitrary<Question>> {
  const knows = async (text: string) => {
    const outcome = await askPrometheus(url, {
      text,
      kind: 'instant',
      grid: { start: firstSample, step: 1000, count: 1 },
    })
    return outcome.kind === 'answer' || !/unknown function|unexpected|not enabled|experimental/.test(outcome.message)
  }
  const functions: FunctionSpec[] = []
  for (const spec of functionTable.values()) if (await knows(`${spec.name}()`)) functions.push(spec)
  const known: AggregationName[] = []
  for (const name of among) if ((await knows(`${name}(up)`)) && (await knows(`${name}(1, up)`))) known.push(name)
  const { vector, scalar } = arbitraryExpression({ functions, aggregations: known, depth: 3 })
  const expression = fc.oneof({ weight: 9, arbitrary: vector }, { weight: 1, arbitrary: scalar })
  return fc.tuple(expression, fc.boolean(), anyGrid).map(([one, opened, when]) => {
    return { text: printExpression(opened ? withoutBrackets(one) : one), ...when }
  })
}

import { describeReal, type PrometheusOver, startPrometheusOver, whyNoPrometheus } from '@ocp-perf/lab/testing'
import { createPromClient, type Frame, type PromSource } from '@ocp-perf/promql'
import { differenceOf, outcomeOf } from '@ocp-perf/promql-engine/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { detectPlatform } from './platform/platform.ts'
import { catalogExpressions } from './testing/catalog-expressions.ts'
import { openRecording, readRecording } from './testing/lab-recording.ts'
import { shippedProfiles } from './testing/shipped-config.ts'

const generations = [
  { program: 'prometheus', semantics: 'v2', recording: 'healthy-1' },
  { program: 'prometheus3', semantics: 'v3', recording: 'fsync-m2-35ms' },
] as const

for (const { program, semantics, recording } of generations) {
  const why = whyNoPrometheus(program)
  const title = `the catalog over the recording ${recording}, by the engine with ${semantics} semantics and by a Prometheus`
  if (why !== undefined && program === 'prometheus3') describe.skip(`${title} (left out: ${why})`, () => {})
  else {
    describeReal(title, ['lab'], () => {
      let real: PrometheusOver
      let client: PromSource
      beforeAll(async () => {
        real = await startPrometheusOver([readRecording(recording)], program)
        client = createPromClient({ endpoint: { url: real.url } })
      })
      afterAll(async () => {
        await client?.close()
        await real?.[Symbol.asyncDispose]()
      })

      test('every expression has the same answer', async () => {
        const { source, window } = await openRecording(recording, 10, semantics)
        const platform = await detectPlatform({ source, profiles: shippedProfiles })
        const asked = catalogExpressions(platform.view(), window.step).flatMap(({ name, query }) => {
          return query === undefined ? [] : [{ name, query }]
        })
        const compared = await Promise.all(
          asked.map(async ({ name, query }) => {
            const difference = await differenceBetween([source, client], (one) => one.range(query, window))
            return difference === undefined ? [] : [`${name}: ${difference}`]
          }),
        )
        expect(asked.length).toBeGreaterThan(50)
        expect(compared.flat()).toEqual([])
      })
    })
  }
}

async function differenceBetween(
  [ours, theirs]: readonly [PromSource, PromSource],
  ask: (source: PromSource) => Promise<Frame>,
): Promise<string | undefined> {
  const [mine, wanted] = await Promise.all([ask(ours), ask(theirs)])
  return differenceOf(outcomeOf(mine), outcomeOf(wanted))
}

import { describeReal, type LoneServer, startPrometheusOver, whyNoPrometheus } from '@ocp-perf/lab/testing'
import { createPromClient, type PromSource } from '@ocp-perf/promql'
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
      let real: LoneServer
      let client: PromSource
      beforeAll(async () => {
        real = await startPrometheusOver([readRecording(recording)], program)
        client = createPromClient({ endpoint: { url: real.url } })
      })
      afterAll(async () => {
        await client?.close()
        await real?.[Symbol.asyncDispose]()
      })

      test('every expression has the same answer, over the whole time and at its end', async () => {
        const { source, window } = await openRecording(recording, 10, semantics)
        const platform = await detectPlatform({ source, profiles: shippedProfiles })
        const compared = await Promise.all(
          catalogExpressions(platform.view(), window.step).map(async ({ name, query }) => {
            if (query === undefined) return { name, series: 0, differences: [] }
            const both = [source, client] as const
            const ranges = await Promise.all(both.map((one) => one.range(query, window)))
            const latest = await Promise.all(both.map((one) => one.instant(query, { time: window.end })))
            const differences = [ranges, latest].flatMap((frames) => {
              const [ours, theirs] = frames.map(outcomeOf)
              const difference = ours && theirs && differenceOf(ours, theirs)
              return difference === undefined ? [] : [difference]
            })
            return { name, series: ranges[1]?.series.length ?? 0, differences }
          }),
        )
        expect(compared.filter(({ differences }) => differences.length > 0)).toEqual([])
        expect(compared.filter(({ series }) => series > 0).length).toBeGreaterThan(compared.length / 2)
      })
    })
  }
}

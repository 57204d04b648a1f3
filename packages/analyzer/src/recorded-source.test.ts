import { AppError } from '@ocp-perf/errors'
import type { Frame, PromSource } from '@ocp-perf/promql'
import { createPromClient } from '@ocp-perf/promql'
import { expect, test } from 'vitest'
import { recordedSource } from './recorded-source.ts'

const answer: Frame = { series: [], warnings: [], partial: false }
const window = { start: 0, end: 60, step: 15 }

function setUp(range: PromSource['range']) {
  const recorded: object[] = []
  const source = createPromClient({ endpoint: { url: 'http://127.0.0.1:1' } })
  const record = (labels: object, seconds: number) => recorded.push({ ...labels, timed: seconds >= 0 })
  return { recorded, source: recordedSource({ ...source, instant: async () => answer, range }, record) }
}

test('each query is counted with its kind and what came of it', async () => {
  const { recorded, source } = setUp(async () => {
    throw new AppError('rate_limited', 'Too many.')
  })
  expect(await source.instant('up')).toBe(answer)
  await expect(source.range('up', window)).rejects.toMatchObject({ code: 'rate_limited' })
  expect(recorded).toEqual([
    { kind: 'instant', outcome: 'ok', timed: true },
    { kind: 'range', outcome: 'rate_limited', timed: true },
  ])
})

test('a query that the caller gave up is no error of the source', async () => {
  const { recorded, source } = setUp(async () => {
    throw new DOMException('gone', 'AbortError')
  })
  await expect(source.range('up', window)).rejects.toThrow('gone')
  expect(recorded).toEqual([{ kind: 'range', outcome: 'cancelled', timed: true }])
})

import { fileURLToPath } from 'node:url'
import type { Frame } from '@ocp-perf/promql'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { loadCatalog } from './catalog/catalog.ts'
import { readYaml } from './catalog/read-yaml.ts'
import type { Metric } from './catalog-schema.ts'
import { planMetric } from './collect/plan.ts'
import { detectPlatform, type PlatformView } from './platform/platform.ts'
import { labRecordings, openRecording } from './testing/lab-recording.ts'
import { shippedConfig, shippedProfiles } from './testing/shipped-config.ts'

const reasons = readYaml(
  fileURLToPath(new URL('__fixtures__/unanswered.yml', import.meta.url)),
  'unanswered.yml',
  z.array(
    z.strictObject({
      reason: z.string().regex(/\.$/),
      /** Where the reason holds; everywhere by default. */
      recordings: z.array(z.enum(labRecordings)).optional(),
      expressions: z.array(z.string()).nonempty(),
    }),
  ),
)
const metrics = [...loadCatalog(shippedConfig).groups.values()].flatMap((group) => group.metrics)

/** An expression by its place in the catalog, and as a source is asked; undefined where the profile lacks a part of it. */
interface Expression {
  name: string
  query: string | undefined
}

/** Every expression as the collector would ask it if all its metrics existed and it applied here. */
function expressionsOf(metric: Metric, view: PlatformView, step: number): Expression[] {
  const everywhere = { ...metric, profiles: undefined }
  const plan = planMetric(everywhere, { view: { ...view, has: () => true }, step, doubtful: () => true })
  const questions = plan.kind === 'ask' ? plan.now : []
  return [metric.query, ...(metric.fallback === undefined ? [] : [metric.fallback])].map((expression, place) => ({
    name: place === 0 ? metric.id : `${metric.id} fallback`,
    query: questions.find((question) => question.expression === expression)?.query,
  }))
}

interface Asked {
  profile: string
  answers: ReadonlyMap<string, Frame | undefined>
}

/** What each expression returns over the recording. */
async function askAll(recording: string): Promise<Asked> {
  const { source, window } = await openRecording(recording, 10)
  const platform = await detectPlatform({ source, profiles: shippedProfiles })
  const expressions = metrics.flatMap((metric) => expressionsOf(metric, platform.view(), window.step))
  const answers = await Promise.all(
    expressions.map(async ({ name, query }) => {
      return [name, query === undefined ? undefined : await source.range(query, window)] as const
    }),
  )
  return { profile: platform.profile.id, answers: new Map(answers) }
}

function hasNumber(frame: Frame | undefined): boolean {
  return frame?.series.some(({ values }) => values.some(Number.isFinite)) ?? false
}

test('no expression is excused twice', () => {
  const excused = reasons.flatMap(({ expressions }) => expressions)
  expect(excused).toEqual([...new Set(excused)])
})

describe.each(labRecordings)('over the recording %s', (recording) => {
  let asked: Asked

  beforeAll(async () => {
    asked = await askAll(recording)
  })

  test('the platform is that of a bare etcd', () => {
    expect(asked.profile).toBe('standalone')
  })

  test('every expression of the catalog returns numbers, or there is a reason why not', () => {
    const silent = [...asked.answers].filter(([, frame]) => !hasNumber(frame)).map(([name]) => name)
    const excused = reasons
      .filter(({ recordings = labRecordings }) => recordings.includes(recording))
      .flatMap(({ expressions }) => expressions)
    expect(silent.toSorted()).toEqual(excused.toSorted())
  })

  test('Prometheus would warn of none', () => {
    const told = [...asked.answers].flatMap(([name, frame]) =>
      (frame?.warnings ?? []).map((said) => `${name}: ${said}`),
    )
    // Some counters of etcd and node_exporter do not have the name of one.
    expect(told.filter((said) => !said.includes('metric might not be a counter'))).toEqual([])
  })
})

import { fileURLToPath } from 'node:url'
import type { Frame } from '@ocp-perf/promql'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readYaml } from './catalog/read-yaml.ts'
import { detectPlatform } from './platform/platform.ts'
import { catalogExpressions } from './testing/catalog-expressions.ts'
import { labRecordings, openRecording } from './testing/lab-recording.ts'
import { shippedProfiles } from './testing/shipped-config.ts'

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

interface Asked {
  profile: string
  answers: ReadonlyMap<string, Frame | undefined>
}

/** What each expression returns over the recording. */
async function askAll(recording: (typeof labRecordings)[number]): Promise<Asked> {
  const { source, window } = await openRecording(recording, 10)
  const platform = await detectPlatform({ source, profiles: shippedProfiles })
  const expressions = catalogExpressions(platform.view(), window.step)
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

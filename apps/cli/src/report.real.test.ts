import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { says, scriptModel } from '@ocp-perf/agents/testing'
import { describeReal, realVariables } from '@ocp-perf/lab/testing'
import { reportSchema } from '@ocp-perf/panel'
import { afterAll, expect, test } from 'vitest'
import { runProgram } from './testing/run-program.ts'

const recordings = new URL('../../../tools/lab/fixtures/recordings/', import.meta.url)
const dump = fileURLToPath(new URL('fsync-m2-35ms.om.gz', recordings))
const key = 'key-of-the-scripted-model'
const sentence = 'What the members of this cluster wait for is told below.'
const patience = 300_000

/** What a file of each format must be, and its text where that can be read. */
const readers = {
  html: (file: Buffer) => {
    expect(String(file)).toMatch(/^<!doctype html>/i)
    return String(file)
  },
  md: (file: Buffer) => {
    expect(String(file)).toMatch(/^# Performance of etcd/)
    return String(file)
  },
  json: (file: Buffer) => JSON.stringify(reportSchema.parse(JSON.parse(String(file)))),
  pdf: (file: Buffer) => {
    expect(file.subarray(0, 5).toString()).toBe('%PDF-')
    expect(file.length).toBeGreaterThan(50_000)
    return undefined
  },
}

describeReal('ocp-perf report', ['lab', 'chromium'], () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Each format, over what `source` names. */
  const writeAll = async (source: readonly string[], env: Record<string, string>) => {
    const texts: (string | undefined)[] = []
    for (const [format, read] of Object.entries(readers)) {
      const out = join(folder, `report.${format}`)
      const flags = ['--domain', 'etcd', '--no-history', '--format', format, '--out', out, ...source]
      const { code, stderr } = await runProgram(['report', ...flags], env)
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`The report is in ${out}.`) })
      texts.push(read(readFileSync(out)))
    }
    return texts.filter((text) => text !== undefined)
  }

  const sources = {
    'a real etcd': () => ['--prometheus-url', process.env[realVariables.prometheus] ?? '', '--duration', '5m'],
    'a dump': () => ['--from', dump],
  }

  test.each(Object.entries(sources))('of %s is written in each format', { timeout: patience }, async (_, source) => {
    for (const text of await writeAll(source(), {})) expect(text).not.toContain(sentence)
  })

  test.each(Object.entries(sources))(
    'of %s begins with what a model wrote, where there is one',
    { timeout: patience },
    async (_, source) => {
      const model = await scriptModel(key, [says(sentence)])
      try {
        const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: model.baseUrl, MODEL: 'scripted' }
        for (const text of await writeAll(source(), env)) {
          expect(text).toContain(sentence)
          expect(text).not.toContain(key)
        }
        expect(model.requests).toHaveLength(Object.keys(readers).length)
      } finally {
        await model.stop()
      }
    },
  )
})

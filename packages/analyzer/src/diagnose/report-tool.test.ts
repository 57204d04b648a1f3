import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readReportData, renderReport } from '@ocp-perf/elt'
import { connectClient } from '@ocp-perf/mcp-kit/testing'
import { expect, onTestFinished, test } from 'vitest'
import { defineAnalyzer } from '../define-analyzer.ts'
import { startFakePrometheus, testContext } from '../testing/index.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { bottleneckTool, deepDriveTool } from './deep-drive.ts'
import { reportTool } from './report-tool.ts'

const face = { title: 'T', description: 'D', domain: 'etcd' }
const patience = 60_000

async function connected(reports?: string) {
  const prometheus = await startFakePrometheus({ value: (_, { instance }) => (instance === 'm2' ? 0.6 : 0.001) })
  const context = testContext({ url: prometheus.url, reports })
  const tools = [
    reportTool({ name: 'write_report', ...face }),
    deepDriveTool({ name: 'drive', ...face }),
    bottleneckTool({ name: 'why', ...face }),
  ]
  const client = await connectClient(
    await defineAnalyzer({ name: 'test', title: 'Test', version: '1', instructions: 'i', tools }, context),
  )
  onTestFinished(async () => {
    await client.close()
    await context.close()
    await prometheus.close()
  })
  const call = async (name: string, args: object, options = {}) => {
    const result = await client.callTool({ name, arguments: { duration: '10m', ...args } }, options)
    const text = result.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n')
    const link = result.content.flatMap((block) => (block.type === 'resource_link' ? [block] : []))[0]
    return { text, link, data: result.structuredContent, isError: result.isError === true }
  }
  return { client, call, prometheus }
}

test(
  'a report as data holds the points of all that it tells, and another process writes every format from it',
  async () => {
    const { client, call } = await connected()
    const { link } = await call('write_report', { format: 'data', baseline: '3d' })
    const { contents } = await client.readResource({ uri: link?.uri ?? '' })
    const [content] = contents
    const rendering = readReportData(JSON.parse(content !== undefined && 'text' in content ? content.text : ''))
    const told = rendering.report.sections.flatMap(({ panel }) => panel.metrics).filter(({ rows }) => rows.length > 0)
    expect(told.length).toBeGreaterThan(20)
    for (const { id, rows } of told) {
      expect(rendering.frames.get(id)?.series.length, id).toBeGreaterThanOrEqual(rows.length)
    }
    expect(await renderReport(rendering, 'html')).toContain('<svg')
  },
  patience,
)

test('a length that is none is refused as such where it says how far to look back', async () => {
  const { call } = await connected()
  expect(await call('write_report', { baseline: 'yesterday' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('"yesterday" is not a length of time'),
  })
})

test(
  'a report is linked, read by its link, and never told in the text',
  async () => {
    const { client, call } = await connected()
    for (const [format, mimeType, begin] of [
      ['html', 'text/html', '<!doctype html>'],
      ['markdown', 'text/markdown', '# '],
      ['json', 'application/json', '{'],
    ] as const) {
      const { text, link, data } = await call('write_report', { format })
      expect(link).toMatchObject({ mimeType, uri: expect.stringMatching(/^report:\/\//) })
      const { contents } = await client.readResource({ uri: link?.uri ?? '' })
      const [content] = contents
      expect(content).toMatchObject({ mimeType })
      const written = content !== undefined && 'text' in content ? content.text : ''
      expect(written.toLowerCase().startsWith(begin)).toBe(true)
      expect(data).toMatchObject({ document: { bytes: Buffer.byteLength(written), file: null } })
      expect(text).toMatch(/^(watch|degraded|critical): /)
      expect(text).not.toContain('<')
    }
  },
  patience,
)

test(
  'it is written to a file of the configured folder when that is asked for, once',
  async () => {
    const folder = join(temporaryFolder(), 'reports')
    const { call } = await connected(folder)
    const write = { format: 'markdown', write_to: 'etcd.md' }
    const { text, data } = await call('write_report', write)
    expect(text).toContain('etcd.md')
    expect(data).toMatchObject({ document: { file: expect.stringMatching(/reports\/etcd\.md$/) } })
    expect(readFileSync(join(folder, 'etcd.md'), 'utf8')).toMatch(/^# Performance of etcd/)
    expect(await call('write_report', write)).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^conflict: .*etcd\.md/),
    })
    expect(readdirSync(folder)).toEqual(['etcd.md'])
  },
  patience,
)

test.each([
  [{ write_to: '../etcd.html' }, 'reports', /^invalid_input: .*no name for a report/],
  [{ write_to: 'etcd.md', format: 'html' }, 'reports', /^invalid_input: .*ends in \.html/],
  [{ write_to: 'etcd.html' }, undefined, /^forbidden: .*--reports DIR/],
])('%j is refused before anything is measured', async (args, folder, said) => {
  const { call, prometheus } = await connected(folder && join(temporaryFolder(), folder))
  const { isError, text } = await call('write_report', args)
  expect(isError).toBe(true)
  expect(text).toMatch(said)
  expect(prometheus.requests).toEqual([])
})

test('a report that nobody keeps any more is not found, with what to do', async () => {
  const { client } = await connected()
  await expect(client.readResource({ uri: 'report://gone' })).rejects.toThrow(/make it again/)
})

test(
  'tools that take long tell how far they are, up to the end',
  async () => {
    const { call } = await connected()
    for (const tool of ['drive', 'why', 'write_report']) {
      const told: { progress: number; total?: number }[] = []
      await call(tool, tool === 'write_report' ? { format: 'json' } : {}, {
        onprogress: (progress: { progress: number; total?: number }) => told.push(progress),
      })
      expect(told.length, tool).toBeGreaterThan(1)
      expect(told.map(({ progress }) => progress)).toEqual(told.map(({ progress }) => progress).sort((a, b) => a - b))
      for (const { progress, total = 0 } of told) expect(progress).toBeLessThanOrEqual(total)
    }
  },
  patience,
)

test.each(['drive', 'why', 'write_report'])('%s asks nothing any longer once it is cancelled', async (tool) => {
  const { call, prometheus } = await connected()
  await call('query_metric', { metric: 'etcd_wal_fsync_p99' })
  prometheus.replies['/api/v1/query_range'] = { hang: true }
  const asked = prometheus.requests.length
  const cancelled = new AbortController()
  const answer = call(tool, {}, { signal: cancelled.signal })
  await expect.poll(() => prometheus.requests.length).toBeGreaterThan(asked)
  cancelled.abort()
  await expect(answer).rejects.toThrow()
  await expect.poll(() => prometheus.abandoned).toBeGreaterThan(0)
})

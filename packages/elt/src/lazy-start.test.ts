import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const forbid = `export async function resolve(name, context, next) {
  if (name.startsWith('echarts')) throw new Error('the chart library was loaded')
  return next(name, context)
}`

const moduleUrl = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)

test('the chart library, which is large, is loaded for the first chart and not before', {
  timeout: 60_000,
}, async () => {
  const code = `
    import { register } from 'node:module'
    register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(forbid)}`)})
    const { renderReport } = await import(${moduleUrl('./index.ts')})
    const { smallReport, withFrames } = await import(${moduleUrl('./testing/small-report.ts')})
    const rendering = withFrames(smallReport())
    const formats = ['json', 'markdown']
    for (const format of formats) await renderReport(rendering, format)
    const page = await renderReport({ report: rendering.report, frames: new Map() }, 'html')
    const withCharts = await renderReport(rendering, 'html').catch(({ message }) => message)
    console.log(page.startsWith('<!doctype html>'), withCharts)`
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const options = ['--conditions=@ocp-perf/source', '--import', tsx, '--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, options, { timeout: 60_000 })
  expect(stdout.trim()).toBe('true the chart library was loaded')
})

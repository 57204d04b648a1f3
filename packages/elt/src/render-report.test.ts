import { createHash } from 'node:crypto'
import type { Report } from '@ocp-perf/panel'
import { beforeAll, describe, expect, test } from 'vitest'
import { pageScriptHash, pageSecurityPolicy } from './html/page.ts'
import { renderReport } from './render-report.ts'
import { attribute, type Element, type ParsedPage, parsePage, textIn } from './testing/parsed-page.ts'
import { frameOf, metric, panel, row } from './testing/small-panel.ts'
import { smallReport, withFrames } from './testing/small-report.ts'

const pageOf = async (report: Report) => parsePage(await renderReport(withFrames(report), 'html'))
const hasClass = (name: string) => (element: Element) => attribute(element, 'class')?.split(' ').includes(name) === true

describe('a page', () => {
  let page: ParsedPage
  let text: string
  beforeAll(async () => {
    text = await renderReport(withFrames(smallReport()), 'html')
    page = parsePage(text)
  })

  test('tells what is wrong and what to do first, then what was measured, then how', () => {
    expect(page.named('h2').map(textIn)).toEqual([
      'Summary',
      'Causes',
      'Members',
      'Findings',
      'Impact',
      'What could not be seen',
      'Compared with its own history',
      'Subsystems',
      'Method and sources',
    ])
  })

  test('has one first heading, and none that skips a level', () => {
    const levels = page.elements.flatMap(({ tagName }) => (/^h[1-6]$/.test(tagName) ? [Number(tagName.slice(1))] : []))
    expect(levels.filter((level) => level === 1)).toEqual([1])
    for (const [index, level] of levels.slice(1).entries()) expect(level - (levels[index] ?? 0)).toBeLessThanOrEqual(1)
  })

  test('has landmarks, a language, a way past them, and contents that lead somewhere', () => {
    for (const name of ['header', 'nav', 'main', 'footer']) expect(page.named(name), name).toHaveLength(1)
    expect(page.named('html').map((each) => attribute(each, 'lang'))).toEqual(['en'])
    const ids = page.elements.flatMap((each) => attribute(each, 'id') ?? [])
    expect(ids).toHaveLength(new Set(ids).size)
    const inner = page
      .named('a')
      .flatMap((each) => (attribute(each, 'href')?.startsWith('#') ? [attribute(each, 'href')?.slice(1)] : []))
    expect(inner.length).toBeGreaterThan(9)
    expect(inner.filter((id) => id === undefined || !ids.includes(id))).toEqual([])
  })

  test('names each table, column and row', () => {
    for (const name of ['table', 'caption']) expect(page.named(name).length).toBe(page.named('table').length)
    expect(page.named('th').filter((each) => !/^(col|row|rowgroup)$/.test(attribute(each, 'scope') ?? ''))).toEqual([])
  })

  test('draws a chart with its name, its limits, its onset and a legend', () => {
    const chart = page.named('svg').find(hasClass('plot'))
    expect(chart && attribute(chart, 'role')).toBe('img')
    const texts = chart?.childNodes.map(textIn) ?? []
    expect(texts.slice(0, 2)).toEqual(['Fsync p99 over time', 'Fsync p99: m2 degraded'])
    expect(texts).toEqual(expect.arrayContaining(['watch 10 ms', 'degraded 20 ms', 'since 12:30:00']))
    const [legend] = page.elements.filter(hasClass('legend'))
    const lines = legend?.childNodes.map(textIn).filter((line) => line.trim() !== '')
    expect(lines).toEqual(['m2 degraded', 'm1', '4 more not drawn', 'watch 10 ms', 'degraded 20 ms'])
  })

  test('shows the course of each row that has points', () => {
    const courses = page.named('td').filter(hasClass('course'))
    expect(courses.length).toBeGreaterThan(5)
    expect(courses.filter(({ childNodes }) => childNodes.length !== 1)).toEqual([])
  })

  test('folds what is well and unfolds what is not', () => {
    const open = page
      .named('details')
      .filter(hasClass('subsystem'))
      .map((each) => attribute(each, 'open') !== undefined)
    expect(open).toEqual([true, false])
  })

  test('says each verdict in a word with a shape', () => {
    const badges = page.named('span').filter(hasClass('badge'))
    expect(badges.map(textIn)).toEqual(expect.arrayContaining(['degraded', 'ok', 'no data']))
    for (const { childNodes } of badges) expect(childNodes[0]?.nodeName).toBe('svg')
  })

  test('sums up its score', () => {
    const sum = page.named('ul').find(hasClass('sum'))
    expect(sum && textIn(sum)).toBe('100 to begin with−30 slow disk= 70')
  })

  test('leads to the web by links alone, and asks nothing of it', () => {
    const addresses = [...text.matchAll(/(\w+)="https?:[^"]*"/g)].map(([, name]) => name)
    expect(new Set(addresses)).toEqual(new Set(['href']))
    for (const name of ['link', 'img', 'iframe', 'object', 'embed', 'base', 'form'])
      expect(page.named(name)).toEqual([])
    expect(page.named('style').map(textIn).join('')).not.toMatch(/url\(|@import/)
  })

  test('forbids all but its own script and style', () => {
    const hashOf = (name: string) => {
      const [element] = page.named(name)
      return `'sha256-${createHash('sha256')
        .update(element ? textIn(element) : '')
        .digest('base64')}'`
    }
    expect(hashOf('script')).toBe(pageScriptHash)
    const policy = page.named('meta').find((each) => attribute(each, 'http-equiv') === 'Content-Security-Policy')
    expect(policy && attribute(policy, 'content')).toBe(pageSecurityPolicy)
    expect(pageSecurityPolicy).toContain("default-src 'none'")
    expect(pageSecurityPolicy).toContain(`script-src ${hashOf('script')}; style-src ${hashOf('style')};`)
  })

  test('is written alike each time', async () => {
    const again = await renderReport(withFrames(smallReport()), 'html')
    expect(again === text).toBe(true)
  })
})

test('a report of a healthy cluster names no cause and has a whole page', async () => {
  const report: Report = {
    ...smallReport(),
    causes: [],
    consequences: [],
    findings: [],
    members: [],
    impact: [],
    unseen: [],
    baseline: null,
    recording: null,
    score: { value: null, parts: [] },
  }
  const page = await pageOf(report)
  const main = page.named('main').map(textIn).join('')
  for (const said of [
    'No cause was named.',
    'No signal of health is missing',
    'No score',
    'no history of this cluster',
  ]) {
    expect(main).toContain(said)
  }
  expect(page.named('h2').map(textIn)).not.toContain('Findings')
  const markdown = await renderReport({ report, frames: new Map() }, 'markdown')
  expect(markdown).toContain('no score: too little was seen')
})

test('without points there are no charts, and all else', async () => {
  const page = parsePage(await renderReport({ report: smallReport(), frames: new Map() }, 'html'))
  expect(page.named('figure')).toEqual([])
  expect(page.named('table').length).toBeGreaterThan(5)
})

test('an abort ends the drawing with its own reason', async () => {
  const reason = new Error('nobody waits')
  await expect(renderReport(withFrames(smallReport()), 'html', AbortSignal.abort(reason))).rejects.toBe(reason)
  const controller = new AbortController()
  const rendering = renderReport(withFrames(smallReport()), 'html', controller.signal)
  controller.abort(reason)
  await expect(rendering).rejects.toBe(reason)
})

test('a page of a large cluster keeps its size: so many charts and courses, and says what it left out', {
  timeout: 120_000,
}, async () => {
  const rows = Array.from({ length: 20 }, (_, index) =>
    row({ node: `node-${index}`, device: 'nvme0n1' }, { verdict: 'degraded' }),
  )
  const metrics = Array.from({ length: 6 }, (_, index) =>
    metric({ id: `m${index}`, rows, verdict: 'degraded', omitted: 470 }),
  )
  const sections = Array.from({ length: 20 }, (_, index) => ({
    title: `Part ${index}`,
    brief: '',
    panel: panel(
      metrics.map((each) => ({ ...each, id: `${each.id}-${index}` })),
      { verdict: 'degraded' as const },
    ),
  }))
  const frame = frameOf(rows, (minute, index) => (minute * index) % 7)
  const frames = new Map(sections.flatMap((section) => section.panel.metrics.map(({ id }) => [id, frame])))
  const text = await renderReport({ report: { ...smallReport(), sections }, frames }, 'html')
  const page = parsePage(text)
  expect(page.named('figure')).toHaveLength(40)
  expect(page.named('svg').filter(hasClass('sparkline')).length).toBeLessThanOrEqual(240)
  expect(text.length).toBeLessThan(1_500_000)
  expect(text).toContain('482 more not drawn')
  expect(text).toContain('and 480 more, not shown')
  const markdown = await renderReport({ report: { ...smallReport(), sections }, frames }, 'markdown')
  expect(markdown).toContain('… and 480 more.')
})

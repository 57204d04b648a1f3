import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser, openPage } from '@ocp-perf/lab/browser'
import { describeReal } from '@ocp-perf/lab/testing'
import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderPanel } from './render-panel.ts'
import { renderReport } from './render-report.ts'
import { sampleRendering } from './testing/sample-rendering.ts'

const views = (['light', 'dark'] as const).flatMap((theme) => [1400, 420].map((width) => ({ theme, width })))

interface Findings {
  checked: number
  violations: { id: string; impact: string; nodes: string[] }[]
}

/** What keeps people from using a page: runs in the browser, where axe was loaded before. */
const findViolations = `axe.run().then(({ violations, passes }) => ({
  checked: passes.length,
  violations: violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)) })),
}))`

const unfoldAll = `for (const each of document.querySelectorAll('details')) each.open = true`

describeReal('a report in Chromium', ['chromium'], () => {
  let folder: string
  let browser: Browser
  let report: string
  let panel: string
  let size: number
  let seconds: number
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-page-'))
    report = join(folder, 'report.html')
    panel = join(folder, 'panel.html')
    const rendering = await sampleRendering()
    const before = process.cpuUsage()
    const text = await renderReport(rendering, 'html')
    const { user, system } = process.cpuUsage(before)
    seconds = (user + system) / 1e6
    size = Buffer.byteLength(text)
    await writeFile(report, text)
    const [, section] = rendering.report.sections
    if (section === undefined) throw new Error('the sample has no section')
    await writeFile(panel, await renderPanel(section.panel, rendering.frames, 'html'))
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true })
  })

  test('is small and soon written', () => {
    expect(size).toBeLessThan(1_500_000)
    expect(seconds).toBeLessThan(5)
  })

  test.each(views)('can be read by everyone, $theme and $width pixels wide', async ({ theme, width }) => {
    for (const path of theme === 'light' ? [report, panel] : [report]) {
      await using opened = await openPage(browser, `file://${path}`, { theme, width })
      const { page } = opened
      await page.evaluate(unfoldAll)
      await page.evaluate(axe.source)
      const { checked, violations } = await page.evaluate<Findings>(findViolations)
      expect(checked).toBeGreaterThan(20)
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    }
  })

  test('asks nothing of any network, and its own security policy lets it work', async () => {
    for (const path of [report, panel]) {
      await using opened = await openPage(browser, `file://${path}`, { theme: 'light', width: 1400 })
      expect(opened.requests).toEqual([])
      expect(opened.complaints).toEqual([])
    }
  })

  test('a column head sorts by value within each metric, by mouse and by keyboard', async () => {
    await using opened = await openPage(browser, `file://${panel}`, { theme: 'light', width: 1400 })
    const { page } = opened
    const latest = `[...document.querySelector('table').tBodies].map((body) =>
      [...body.querySelectorAll('tr:not([class])')].map(({ cells }) => Number(cells[3].dataset.value)))`
    const head = page.locator('thead th', { hasText: 'Latest' }).first()
    await head.getByRole('button').click()
    expect(await head.getAttribute('aria-sort')).toBe('descending')
    const falling = await page.evaluate<number[][]>(latest)
    expect(falling.length).toBeGreaterThan(3)
    for (const values of falling) expect(values).toEqual([...values].sort((a, b) => b - a))
    await head.getByRole('button').press('Enter')
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    for (const values of await page.evaluate<number[][]>(latest))
      expect(values).toEqual([...values].sort((a, b) => a - b))
    const other = page.locator('thead th', { hasText: 'Member' }).first()
    await other.getByRole('button').click()
    expect(await head.getAttribute('aria-sort')).toBeNull()
    expect(await other.getAttribute('aria-sort')).toBe('ascending')
  })

  test('is whole without a script: nothing pretends to sort', async () => {
    await using opened = await openPage(browser, `file://${report}`, {
      theme: 'light',
      width: 1400,
      javaScriptEnabled: false,
    })
    const { page } = opened
    expect(await page.locator('button').count()).toBe(0)
    expect(await page.locator('.plot').first().isVisible()).toBe(true)
    await page.locator('details.subsystem:not([open]) > summary').first().click()
    expect(await page.locator('details.subsystem').first().getAttribute('open')).toBe('')
  })

  test('an address within it unfolds what it names, and one button all', async () => {
    await using opened = await openPage(browser, `file://${report}`, { theme: 'light', width: 1400 })
    const { page } = opened
    const folded = page.locator('details.subsystem:not([open])')
    const before = await folded.count()
    await page.evaluate(`location.hash = '#subsystem-1'`)
    await expect.poll(() => folded.count()).toBe(before - 1)
    await page.getByRole('button', { name: 'Unfold all' }).click()
    await expect.poll(() => folded.count()).toBe(0)
    await page.getByRole('button', { name: 'Fold all' }).click()
    await expect.poll(() => folded.count()).toBeGreaterThan(before)
  })

  test('is printed whole, in light colours', async () => {
    await using opened = await openPage(browser, `file://${report}`, {
      theme: 'dark',
      width: 1400,
      javaScriptEnabled: false,
    })
    const { page } = opened
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const table = page.locator('details.subsystem:not([open]) table').first()
    expect((await table.boundingBox())?.height).toBeGreaterThan(50)
    const ink = await page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    expect(ink).toBe('rgb(28, 33, 40)')
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-')
  })
})

import { describeReal } from '@ocp-perf/lab/testing'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findViolations, type Violations } from '../testing/find-violations.ts'
import { type PageInBrowser, startPageInBrowser } from '../testing/page-in-browser.ts'

const views = (['light', 'dark'] as const).flatMap((theme) => [1400, 360].map((width) => ({ theme, width })))
const boxes = (page: Page) => page.getByRole('checkbox', { name: /^Compare the report on etcd of demo/ })

describeReal('two reports in Chromium', ['chromium'], () => {
  let started: PageInBrowser
  beforeAll(async () => {
    started = await startPageInBrowser()
  })
  afterAll(() => started?.[Symbol.asyncDispose]())

  test('two reports are ticked and compared: what is new, what is worse, and by how much', async () => {
    await using opened = await started.open('reports')
    const { page, complaints } = opened
    for (const count of [1, 2]) {
      await page.getByRole('button', { name: 'Write a report' }).click()
      await expect.poll(() => boxes(page).count(), { timeout: 30_000 }).toBe(count)
    }
    await boxes(page).first().check()
    await page.getByText('Tick one more report to compare them.').waitFor()
    await boxes(page).last().check()
    await page.getByRole('link', { name: 'Compare the two' }).click()
    expect(await page.getByRole('region', { name: 'Earlier' }).textContent()).toContain('etcd is healthy.')
    expect(await page.getByRole('region', { name: 'Later' }).textContent()).toContain('Slow disk')
    expect(await page.locator('.compared-whole').textContent()).toMatch(/worse.*The score fell by \d+ points/)
    const rows = (name: string) => page.getByRole('region', { name }).locator('tbody tr').allTextContents()
    expect((await rows('Causes'))[0]).toMatch(/new.*Slow disk.*etcd-sim-master-0.*–.*97% sure/)
    expect((await rows('Findings')).some((row) => /new.*WAL fsync p99/.test(row))).toBe(true)
    expect((await rows('Figures'))[0]).toMatch(/worse.*20×ok.*then.*degraded/)
    expect(complaints).toEqual([])
  })

  test('a report that is not kept any more is said, with what to do', async () => {
    await using opened = await started.open('reports/compare/report-1/none')
    expect(await opened.page.getByRole('alert').textContent()).toMatch(/not kept any more[\s\S]*Write a new one/)
  })

  test.each(views)('the comparison can be used by everyone, $theme and $width pixels wide', async (view) => {
    await using opened = await started.open('reports/compare/report-1/report-2', view)
    const { page } = opened
    await page
      .getByRole('region', { name: 'Figures' })
      .getByText(/The other figures/)
      .click()
    await page.evaluate(axe.source)
    expect((await page.evaluate<Violations>(findViolations)).serious).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(view.width)
  })
})

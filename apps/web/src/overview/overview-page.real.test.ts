import { describeReal } from '@ocp-perf/lab/testing'
import axe from 'axe-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findViolations, type Violations } from '../testing/find-violations.ts'
import { type PageInBrowser, startPageInBrowser } from '../testing/page-in-browser.ts'

const views = (['light', 'dark'] as const).flatMap((theme) => [1400, 360].map((width) => ({ theme, width })))
/** Longer than the charts wait before they are refreshed. */
const beyondRefreshMs = 15_000

const pointsIn = (requests: readonly string[]) => requests.filter((address) => address.includes('/api/points?')).length

describeReal('the overview in Chromium', ['chromium'], () => {
  let started: PageInBrowser
  beforeAll(async () => {
    started = await startPageInBrowser()
  })
  afterAll(() => started?.[Symbol.asyncDispose]())

  test('an earlier time is looked at alike: verdicts and scores beside the present ones, its lines behind', async () => {
    await using opened = await started.open('overview')
    const { page, complaints } = opened
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('week')
    const etcd = page.getByRole('region', { name: 'etcd', exact: true })
    await etcd.getByText('a week earlier:').waitFor()
    expect(await etcd.textContent()).toMatch(/a week earlier: ok 100.*−30 since/)
    await page
      .getByRole('img', { name: /WAL fsync p99 over time.*; a week earlier, etcd-sim-master-0: up to/ })
      .waitFor()
    await page.getByText('Pale and dashed: a week earlier.').first().waitFor()
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('')
    await expect.poll(() => page.getByText('a week earlier').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('charts go on by themselves, not while paused, and not in a tab that nobody sees', async () => {
    await using opened = await started.open('overview')
    const { page, requests } = opened
    await page.locator('canvas').first().waitFor()
    await expect.poll(() => pointsIn(requests), { timeout: 40_000 }).toBeGreaterThan(1)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.waitForLoadState('networkidle')
    const paused = pointsIn(requests)
    await page.waitForTimeout(beyondRefreshMs)
    expect(pointsIn(requests)).toBe(paused)
    await page.getByRole('button', { name: 'Go on' }).click()
    await expect.poll(() => pointsIn(requests), { timeout: 40_000 }).toBeGreaterThan(paused)
    await page.evaluate(`Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))`)
    await page.waitForLoadState('networkidle')
    const hidden = requests.length
    await page.waitForTimeout(beyondRefreshMs)
    expect(requests.length).toBe(hidden)
  })

  test('who asks the system for less motion is met by a page that stands still until told otherwise', async () => {
    await using opened = await started.open()
    const { page } = opened
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto(`${started.address}#/overview`)
    await page.getByText('Paused, since your system asks for less motion').waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
  })

  test('a range between two times is looked at, and nothing is refreshed for it', async () => {
    await using opened = await started.open('overview')
    const { page, requests } = opened
    await page.getByRole('combobox', { name: 'Time range' }).selectOption('own')
    const dialog = page.getByRole('dialog', { name: 'Time range' })
    await dialog.getByLabel('From').fill('2026-03-01T10:00')
    await dialog.getByLabel('To').fill('2026-03-01T11:00')
    await dialog.getByRole('button', { name: 'Use' }).click()
    await expect.poll(() => requests.some((address) => address.includes('start_time=2026-03-01'))).toBe(true)
    await page.getByRole('region', { name: 'etcd', exact: true }).waitFor()
    const before = pointsIn(requests)
    await page.waitForTimeout(beyondRefreshMs)
    expect(pointsIn(requests)).toBe(before)
  })

  test.each(views)('the comparison can be used by everyone, $theme and $width pixels wide', async (view) => {
    await using opened = await started.open('overview', view)
    const { page } = opened
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('day')
    await page.getByText('Pale and dashed: a day earlier.').first().waitFor()
    await page.evaluate(axe.source)
    expect((await page.evaluate<Violations>(findViolations)).serious).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(view.width)
  })
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describeReal } from '@ocp-perf/lab/testing'
import axe from 'axe-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findViolations, type Violations } from './testing/find-violations.ts'
import { ask, ended, type PageInBrowser, startPageInBrowser } from './testing/page-in-browser.ts'

const views = (['light', 'dark'] as const).flatMap((theme) => [1400, 360].map((width) => ({ theme, width })))
const mostBytes = 400_000

/** What has more in it than is wide enough for it, beside what is meant to scroll. */
const findTooWide = `[...document.querySelectorAll('main, .turns, .threads, .tools, .page, .card, .chart, .call-card, .bar')]
  .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth)
  .map((element) => element.className || element.tagName)`

describeReal('the page in Chromium', ['chromium'], () => {
  let started: PageInBrowser
  beforeAll(async () => {
    started = await startPageInBrowser()
  })
  afterAll(() => started?.[Symbol.asyncDispose]())

  test('says what it is, how the cluster stands, and what could be asked, for less than the bytes it may take', async () => {
    await using opened = await started.open()
    const { page, requests } = opened
    await page.getByRole('region', { name: 'State of the cluster' }).waitFor()
    expect(await page.getByRole('list', { name: 'Questions to begin with' }).getByRole('button').count()).toBe(3)
    const files = requests
      .filter((address) => /\.(js|css)$/.test(address))
      .map((address) => address.split('/').at(-1) ?? '')
    const sizes = files.map(async (name) => gzipSync(await readFile(join(started.folder, 'assets', name))).length)
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    expect(files.length).toBeGreaterThan(1)
    expect(files.filter((name) => name.startsWith('draw-chart'))).toEqual([])
    expect(total).toBeLessThan(mostBytes)
  })

  test('a tool is run by its form, and what it cannot use is told', async () => {
    await using opened = await started.open('panels')
    const { page } = opened
    await page.getByRole('link', { name: 'etcd WAL fsync' }).click()
    await page.getByRole('textbox', { name: 'top' }).fill('many')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText('This is not a number it takes.').waitFor()
    await page.getByRole('textbox', { name: 'top' }).fill('3')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('region', { name: 'Answer' }).locator('canvas').waitFor()
    expect(await page.locator('.panel-table tbody').count()).toBeGreaterThan(3)
  })

  test('a report is written, shown in a frame that can do nothing to the page, and downloaded', async () => {
    await using opened = await started.open('reports')
    const { page } = opened
    await page.getByRole('button', { name: 'Write a report' }).click()
    await page.getByRole('status').filter({ hasText: 'Measuring disk' }).waitFor()
    await page.getByRole('link', { name: 'etcd' }).click()
    const frame = page.locator('iframe')
    expect(await frame.getAttribute('sandbox')).toBe('allow-scripts')
    await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'JSON' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^report-.*\.json$/)
  })

  test('the overview refreshes until it is paused', async () => {
    await using opened = await started.open('overview')
    const { page } = opened
    await page.getByRole('region', { name: 'OVN-Kubernetes' }).waitFor()
    expect(await page.getByRole('group', { name: 'Servers' }).textContent()).toContain('ocp-perf serve ovnk')
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Go on' }).waitFor()
    await page.getByRole('link', { name: 'Slow disk' }).click()
    await page.waitForURL(/#\/chat\//)
    await ended(page)
    expect(await page.locator('.question p').textContent()).toBe('Why is there slow disk at etcd-sim-master-0?')
  })

  test.each(views)(
    'every page can be used by everyone, $theme and $width pixels wide',
    { timeout: 240_000 },
    async (view) => {
      await using opened = await started.open('', view)
      const { page, complaints, requests } = opened
      const check = async (where: string) => {
        await page.evaluate(axe.source)
        const { checked, serious } = await page.evaluate<Violations>(findViolations)
        expect(checked, where).toBeGreaterThan(10)
        expect(serious, where).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth'), where).toBe(view.width)
        expect(await page.evaluate(findTooWide), where).toEqual([])
      }
      await page.getByRole('region', { name: 'State of the cluster' }).waitFor()
      await check('welcome')
      await ask(page, 'Why is the cluster slow?')
      await ended(page)
      for (const summary of await page.locator('.answer summary').all()) await summary.click()
      await check('chat')
      await ask(page, 'Walk through the levels')
      await expect.poll(() => page.locator('.levels').count()).toBe(1)
      await ended(page)
      await check('levels')
      for (const route of ['overview', 'history', 'reports', 'panels']) {
        await page.goto(`${started.address}#/${route}`)
        await page.waitForLoadState('networkidle')
        await check(route)
      }
      await page.goto(`${started.address}#/panels/get_etcd_disk_wal_fsync`)
      await page.getByRole('button', { name: 'Run' }).click()
      await page.locator('.panel-table').waitFor()
      await check('panel')
      expect(complaints).toEqual([])
      expect(requests.filter((address) => !address.startsWith(started.address))).toEqual([])
    },
  )

  test('a reader may choose the other theme, and the choice outlives a reload', async () => {
    await using opened = await started.open()
    const { page } = opened
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const light = await ground()
    await page.getByRole('button', { name: 'Theme: as the system' }).click()
    expect(await ground()).not.toBe(light)
    const dark = await ground()
    await page.reload()
    expect(await ground()).toBe(dark)
  })

  test('everything is reached by keyboard alone', async () => {
    await using opened = await started.open('panels')
    const { page } = opened
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Skip to the content' }).press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await page.getByRole('link', { name: 'etcd WAL fsync' }).waitFor()
    const reached = new Set<string>()
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press('Tab')
      reached.add(
        await page.evaluate<string>(
          'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
        ),
      )
    }
    expect([...reached]).toEqual(expect.arrayContaining(['Find a tool', 'etcd WAL fsync', 'OVN databases']))
  })

  test('fits a very wide screen', async () => {
    await using opened = await started.open('overview', { width: 2560, theme: 'dark' })
    const { page } = opened
    await page.locator('canvas').first().waitFor()
    expect(await page.evaluate(findTooWide)).toEqual([])
  })
})

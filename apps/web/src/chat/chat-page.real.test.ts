import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openPage } from '@ocp-perf/lab/browser'
import { describeReal } from '@ocp-perf/lab/testing'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findViolations, type Violations } from '../testing/find-violations.ts'
import { answer, ask, ended, type PageInBrowser, startPageInBrowser } from '../testing/page-in-browser.ts'

/** Takes a way out of the export menu; gives the file that came of it. */
async function exported(page: Page, way: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: way }).click()])
  const file = join(await mkdtemp(join(tmpdir(), 'exported-')), download.suggestedFilename())
  await download.saveAs(file)
  return file
}

describeReal('the chat in Chromium', ['chromium'], () => {
  let started: PageInBrowser
  beforeAll(async () => {
    started = await startPageInBrowser()
  })
  afterAll(() => started?.[Symbol.asyncDispose]())

  test('writes an answer as it comes, with a diagnosis, its evidence and charts', async () => {
    await using opened = await started.open()
    const { page, complaints } = opened
    await page.getByRole('button', { name: 'Why is the cluster slow?' }).click()
    await page.locator('.answer[aria-busy="true"] .markdown').waitFor()
    const first = await answer(page).textContent()
    await ended(page)
    const whole = await answer(page).textContent()
    expect(whole?.length).toBeGreaterThan(first?.length ?? 0)
    const card = page.getByRole('region', { name: 'Diagnosis of etcd' })
    expect(await card.textContent()).toMatch(/degraded[\s\S]*Slow disk[\s\S]*97%[\s\S]*limit 20 ms/)
    expect(await card.locator('canvas').count()).toBe(2)
    expect(await card.getByRole('img', { name: /WAL fsync p99 over time; degraded limit 20 ms; began/ }).count()).toBe(
      1,
    )
    expect(page.url()).toContain('#/chat/')
    expect(complaints).toEqual([])
  })

  test('a tool call unfolds to its arguments, a table that sorts, and raw JSON', async () => {
    await using opened = await started.open()
    const { page } = opened
    await ask(page, 'Show WAL fsync of all members')
    await ended(page)
    await page.locator('.call-card > summary').click()
    const table = page.locator('.call-card .panel-table')
    const names = () => table.locator('tbody').first().locator('tr:not(.metric-head) th').allTextContents()
    const before = await names()
    await table.getByRole('button', { name: 'What' }).click()
    await table.getByRole('button', { name: 'What' }).press('Enter')
    expect(await names()).toEqual([...before].sort().reverse())
    await page.getByText('Raw JSON').click()
    expect(await page.locator('.call-card pre').last().textContent()).toContain('"etcd_wal_fsync_p99"')
  })

  test('reads on by itself when the stream is cut, and says nothing twice', async () => {
    await using opened = await started.open()
    const { page } = opened
    await ask(page, 'Why is it slow?')
    await ended(page)
    const whole = await answer(page).textContent()
    await page.getByRole('link', { name: 'New question', exact: true }).click()
    await ask(page, 'Why is it slow? Cut it.')
    await ended(page)
    expect(await answer(page).textContent()).toBe(whole)
  })

  test('a page that is reloaded amid an answer reads it to its end', async () => {
    await using opened = await started.open()
    const { page } = opened
    await ask(page, 'Why is the cluster slow?')
    await page.waitForURL(/#\/chat\//)
    await page.reload()
    await page.locator('.answer[aria-busy="true"]').waitFor()
    await ended(page)
    expect(await answer(page).textContent()).toContain('not the network')
  })

  test('an answer is stopped by its button and by Escape', async () => {
    await using opened = await started.open()
    const { page } = opened
    for (const stop of [
      () => page.getByRole('button', { name: 'Stop' }).click(),
      () => page.keyboard.press('Escape'),
    ]) {
      await ask(page, 'Count forever')
      await page.locator('.answer[aria-busy="true"] .markdown').waitFor()
      await stop()
      await ended(page)
      expect(await answer(page).textContent()).toContain('Stopped.')
    }
  })

  test('a question is edited in its place, and a suggestion leads on', async () => {
    await using opened = await started.open()
    const { page } = opened
    await ask(page, 'Why is the cluster slow?')
    await ended(page)
    await page.getByRole('list', { name: 'Questions that lead on' }).getByRole('button').last().click()
    await expect.poll(() => page.locator('.turn').count()).toBe(2)
    await ended(page)
    await page.getByRole('button', { name: 'Edit the question' }).first().click()
    const editor = page.getByRole('textbox', { name: 'Edit the question' })
    await editor.fill('Show WAL fsync')
    await editor.press('Enter')
    await ended(page)
    expect(await page.locator('.question p').allTextContents()).toEqual(['Show WAL fsync'])
  })

  test('conversations are renamed, exported and deleted', async () => {
    await using opened = await started.open()
    const { page } = opened
    await ask(page, 'Is etcd to be renamed?')
    await ended(page)
    const list = page.getByRole('navigation', { name: 'Conversations' })
    await list.getByRole('button', { name: 'Rename Is etcd to be renamed?' }).click()
    await list.getByRole('textbox').fill('Slow disk of Monday')
    await list.getByRole('textbox').press('Enter')
    await list.getByRole('link', { name: /Slow disk of Monday/ }).waitFor()
    expect(await readFile(await exported(page, 'As text (Markdown)'), 'utf8')).toMatch(
      /^# Slow disk of Monday\n\n## Is etcd to be renamed\?/,
    )
    await list.getByRole('button', { name: 'Delete Slow disk of Monday' }).click()
    await list.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect.poll(() => list.getByText('Slow disk of Monday').count()).toBe(0)
    await page.getByRole('heading', { name: /What is slow/ }).waitFor()
  })

  test('a conversation is exported as a page that stands alone, and in which nothing runs', async () => {
    await using opened = await started.open()
    const { page, complaints } = opened
    await ask(page, 'Why is the cluster slow?')
    await ended(page)
    const address = pathToFileURL(await exported(page, 'As a page (HTML)')).href
    expect(complaints).toEqual([])
    await using alone = await openPage(started.browser, address, { width: 360, theme: 'dark' })
    const { page: saved, requests, complaints: said } = alone
    await saved.getByRole('heading', { level: 2, name: 'Why is the cluster slow?' }).waitFor()
    expect(await saved.getByRole('img', { name: /WAL fsync p99 over time/ }).count()).toBe(1)
    expect(await saved.getByRole('table', { name: 'Findings' }).count()).toBe(1)
    expect(await saved.evaluate('document.documentElement.scrollWidth')).toBe(360)
    await saved.evaluate(axe.source)
    expect((await saved.evaluate<Violations>(findViolations)).serious).toEqual([])
    expect(await saved.locator('script').count()).toBe(0)
    expect({ requests, said }).toEqual({ requests: [], said: [] })
  })

  test('the menu of ways to export folds up with Escape and leaves the reader where it was', async () => {
    await using opened = await started.open()
    const { page } = opened
    await ask(page, 'Why is it slow?')
    await ended(page)
    const button = page.getByRole('button', { name: 'Export' })
    await button.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    expect(await button.getAttribute('aria-expanded')).toBe('false')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Export')
  })

  test('what goes wrong is said with what to do next', async () => {
    await using opened = await started.open()
    const { page } = opened
    await ask(page, 'Please fail')
    await ended(page)
    expect(await answer(page).getByRole('alert').textContent()).toMatch(/does not answer[\s\S]*ocp-perf serve etcd/)
    await page.goto(`${started.address}#/chat/no-such-thread`)
    await page.getByRole('alert').filter({ hasText: 'not kept any more' }).waitFor()
  })

  test('hostile text stays text: nothing runs, is fetched or leads to a script', async () => {
    await using opened = await started.open()
    const { page, complaints, requests } = opened
    await ask(page, 'Something hostile')
    await ended(page)
    expect(await answer(page).textContent()).toContain('<script>alert(2)</script>')
    expect(await answer(page).locator('script, img, iframe, a').count()).toBe(0)
    expect(complaints).toEqual([])
    expect(requests.filter((address) => !address.startsWith(started.address))).toEqual([])
  })
})

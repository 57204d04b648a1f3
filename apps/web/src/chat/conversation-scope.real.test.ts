import { chatRequestSchema } from '@ocp-perf/agents/contract'
import { describeReal } from '@ocp-perf/lab/testing'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, ended, type PageInBrowser, startPageInBrowser } from '../testing/page-in-browser.ts'

const range = (page: Page) => page.getByRole('combobox', { name: 'Time range' })
const cluster = (page: Page) => page.getByRole('combobox', { name: 'Cluster' })

/** Asks a question; gives what was sent. */
async function sent(page: Page, question: string) {
  const [request] = await Promise.all([page.waitForRequest('**/chat/stream'), ask(page, question)])
  await ended(page)
  return chatRequestSchema.parse(request.postDataJSON())
}

describeReal('what a conversation is about, in Chromium', ['chromium'], () => {
  let started: PageInBrowser
  beforeAll(async () => {
    started = await startPageInBrowser()
  })
  afterAll(() => started?.[Symbol.asyncDispose]())

  test('each conversation keeps its own cluster and range: in its questions, after a reload and in a second tab', async () => {
    await using opened = await started.open()
    const { page, complaints } = opened
    await range(page).selectOption('6h')
    expect(await sent(page, 'Is one slow?')).toMatchObject({ range: { duration: '6h' } })
    const one = page.url()
    await page.getByRole('link', { name: 'New question', exact: true }).click()
    await range(page).selectOption('15m')
    await cluster(page).selectOption('production-eu')
    await sent(page, 'Is two slow?')
    const [changed] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'PATCH'),
      range(page).selectOption('7d'),
    ])
    expect(changed.status()).toBe(200)
    const two = page.url()
    expect(await sent(page, 'And since when?')).toMatchObject({ range: { duration: '7d' }, cluster: 'production-eu' })
    await page.goto(one)
    await expect.poll(() => range(page).inputValue()).toBe('6h')
    await page.reload()
    await expect.poll(() => range(page).inputValue()).toBe('6h')
    const tab = await page.context().newPage()
    await tab.goto(two)
    await expect.poll(() => range(tab).inputValue()).toBe('7d')
    expect(await cluster(tab).inputValue()).toBe('production-eu')
    await page.goto(two)
    await range(page).selectOption('24h')
    // Another tab that is open already hears of it.
    await expect.poll(() => range(tab).inputValue()).toBe('24h')
    expect(await sent(tab, 'Still so?')).toMatchObject({ range: { duration: '24h' } })
    expect(complaints).toEqual([])
  })

  test('the choice of a conversation is not that of the other pages', async () => {
    await using opened = await started.open()
    const { page } = opened
    await sent(page, 'Is it slow?')
    await range(page).selectOption('7d')
    await page.goto(`${started.address}#/overview`)
    await expect.poll(() => range(page).inputValue()).toBe('1h')
  })

  test('a range between two times is chosen for a conversation by its dialog', async () => {
    await using opened = await started.open()
    const { page } = opened
    await sent(page, 'Is it slow?')
    await range(page).selectOption('own')
    const dialog = page.getByRole('dialog', { name: 'Time range' })
    await dialog.getByLabel('From').fill('2026-03-01T10:00')
    await dialog.getByLabel('To').fill('2026-03-01T11:00')
    await dialog.getByRole('button', { name: 'Use' }).click()
    expect(await sent(page, 'And then?')).toMatchObject({
      range: { start_time: expect.stringMatching(/^2026-03-01T/) },
    })
  })

  test('a question says by whose clock it is read', async () => {
    await using opened = await started.open()
    const { page } = opened
    const zone = await page.evaluate<string>('Intl.DateTimeFormat().resolvedOptions().timeZone')
    expect((await sent(page, 'Is it slow since 9am?')).time_zone).toBe(zone)
    expect(await page.getByText(`Times are read as ${zone}.`).count()).toBe(1)
  })
})

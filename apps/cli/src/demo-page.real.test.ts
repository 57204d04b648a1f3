import { readFile } from 'node:fs/promises'
import { launchBrowser, openPage } from '@ocp-perf/lab/browser'
import { describeReal } from '@ocp-perf/lab/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchDemo } from './testing/start-demo.ts'

type Started<T extends (...args: never[]) => unknown> = Awaited<ReturnType<T>>

const patience = 60_000
const question = 'Why is etcd slow?'

describeReal('the page of a demo', ['chromium'], () => {
  let running: Started<typeof launchDemo>
  let browser: Started<typeof launchBrowser>
  beforeAll(async () => {
    running = await launchDemo('--port', '0')
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    running?.child.kill('SIGINT')
    await running?.ended
  })

  const open = async (route = '') => {
    const opened = await openPage(browser, `${running.demo.page}/#/${route}`, { width: 1400, theme: 'light' })
    opened.page.setDefaultTimeout(patience)
    return opened
  }

  test('tells without a model why etcd is slow, with what was measured drawn, and keeps it for another tab', async () => {
    const [cause] = running.demo.causes
    await using opened = await open()
    const { page, requests, complaints } = opened
    await page.getByRole('region', { name: 'State of the cluster' }).getByText('degraded').first().waitFor()
    const input = page.getByRole('textbox', { name: 'Question' })
    await input.fill(question)
    await input.press('Enter')
    await page.getByRole('button', { name: 'Ask again' }).waitFor()
    const answer = page.locator('.answer').last()
    expect(await answer.textContent()).toContain(`Slow disk, ${cause?.members[0]}`)
    await answer.locator('canvas').first().waitFor()
    await using other = await open()
    await other.page.getByRole('link', { name: question }).click()
    await other.page.locator('.answer').getByText('Slow disk').first().waitFor()
    expect(requests.filter((address) => !address.startsWith(running.demo.page))).toEqual([])
    expect([...complaints, ...other.complaints]).toEqual([])
  })

  test('writes a report that can be taken along', async () => {
    await using opened = await open('reports')
    const { page, complaints } = opened
    await page.getByRole('button', { name: 'Write a report' }).click()
    await page.getByRole('main').getByRole('link', { name: 'etcd' }).click()
    await page.frameLocator('iframe').getByText('Slow disk').first().waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'JSON' }).click(),
    ])
    const report: unknown = JSON.parse(await readFile(await download.path(), 'utf8'))
    expect(report).toMatchObject({ domain: 'etcd', causes: [{ id: 'slow-disk' }] })
    expect(complaints).toEqual([])
  })

  test('knows what was recorded by then', async () => {
    await using opened = await open('history')
    const { page, complaints } = opened
    await page.getByRole('main').locator('canvas').first().waitFor()
    expect(complaints).toEqual([])
  })
})

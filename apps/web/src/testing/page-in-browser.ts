import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { launchBrowser, type OpenedPage, type Opening, openPage } from '@ocp-perf/lab/browser'
import type { Browser, Page } from 'playwright-core'
import { startScriptedAgent } from './start-scripted-agent.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const wide: Opening = { width: 1400, theme: 'light' }

/** The page, built and served over recorded answers, and a browser to look at it with. */
export interface PageInBrowser extends AsyncDisposable {
  /** Folder of the built page. */
  folder: string
  /** Where it is, with a slash at its end. */
  address: string
  browser: Browser
  open(route?: string, opening?: Opening): Promise<OpenedPage>
}

export async function startPageInBrowser(): Promise<PageInBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'web-page-'))
  // In a process of its own, since a test's environment would make it a build for development.
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir'], { cwd: root, env })
  const agent = await startScriptedAgent({ page: folder, pace: 0.25 })
  const browser = await launchBrowser()
  return {
    folder,
    address: agent.address,
    browser,
    open: (route = '', opening = wide) => openPage(browser, `${agent.address}#/${route}`, opening),
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await agent.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** Writes a question and asks it. */
export async function ask(page: Page, question: string): Promise<void> {
  const input = page.getByRole('textbox', { name: 'Question' })
  await input.fill(question)
  await input.press('Enter')
}

/** Waits until the last answer is whole. */
export const ended = (page: Page): Promise<void> => page.getByRole('button', { name: 'Ask again' }).last().waitFor()

/** The last answer. */
export const answer = (page: Page) => page.locator('.answer').last()

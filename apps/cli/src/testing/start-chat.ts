import { join } from 'node:path'
import type { ServerEntry } from '@ocp-perf/agents'
import { scriptModel } from '@ocp-perf/agents/testing'
import { launchBrowser, type OpenedPage, openPage } from '@ocp-perf/lab/browser'
import { findAgent } from '../servers/find-servers.ts'
import { startServer } from '../servers/start-server.ts'

const signal = new AbortController().signal
const key = 'sk-canary-7b3e'
const patience = 90_000

type Page = OpenedPage['page']

interface ChatOptions {
  servers: readonly ServerEntry[]
  /** Where it keeps what it keeps. */
  folder: string
  /** Whether a scripted model answers, else the analyst does. */
  withModel?: boolean
}

/** The agent as it is run, over a scripted model or without one, and a browser to look at its page with. */
export async function startChat({ servers, folder, withModel = true }: ChatOptions) {
  const model = await scriptModel(key, [])
  const agent = await startServer(findAgent(), {
    args: [
      ...['--port', '0', '--data', join(folder, withModel ? 'with-model' : 'without-model')],
      ...servers.flatMap(({ name, url }) => ['--server', `${name}=${url}`]),
    ],
    env: {
      PATH: process.env.PATH ?? '',
      INIT_CWD: folder,
      ...(withModel ? { OPENAI_API_KEY: key, BASE_URL: model.baseUrl, MODEL: 'scripted' } : {}),
    },
    signal,
    onLog: () => {},
  })
  const browser = await launchBrowser()
  return {
    url: agent.url,
    model,
    /** Opens a page of it, in a browser context of its own. */
    open: async (route = '') => {
      const opened = await openPage(browser, `${agent.url}/#/${route}`, { width: 1400, theme: 'light' })
      opened.page.setDefaultTimeout(patience)
      return opened
    },
    close: async () => {
      await browser.close()
      await agent.stop()
      await model.stop()
    },
  }
}

/** Writes a question and asks it. */
export async function ask(page: Page, question: string): Promise<void> {
  const input = page.getByRole('textbox', { name: 'Question' })
  await input.fill(question)
  await input.press('Enter')
}

/** The answer to one question, counted from 1. */
export const answerTo = (page: Page, turn: number) =>
  page.getByRole('article', { name: `Question ${turn}` }).locator('.answer')

/** Waits until an answer has ended, and gives its text. */
export async function ended(page: Page, turn = 1): Promise<string> {
  const answer = answerTo(page, turn)
  await answer.getByRole('button', { name: 'Ask again' }).waitFor()
  return (await answer.textContent()) ?? ''
}

/** Waits until some of an answer is there while more is to come. */
export const begun = (page: Page, turn = 1): Promise<void> =>
  page.locator(`article[aria-label="Question ${turn}"] .answer[aria-busy="true"] .markdown`).first().waitFor()

import { type Browser, chromium, type Page } from 'playwright-core'
import { requireProgram } from '../machine/programs.ts'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The machine's own Chromium, without a window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: requireProgram('chromium'), args: quiet, timeout: 120_000 })
}

export interface Opening {
  width: number
  theme: 'light' | 'dark'
  javaScriptEnabled?: boolean
}

export interface OpenedPage extends AsyncDisposable {
  page: Page
  /** What the page asked for beside itself, by its full address. */
  requests: string[]
  /** Errors and complaints of the browser, those of the security policy among them. */
  complaints: string[]
}

/** Opens an address as a reader's browser would. */
export async function openPage(browser: Browser, address: string, opening: Opening): Promise<OpenedPage> {
  const { width, theme, javaScriptEnabled = true } = opening
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme, javaScriptEnabled })
  const page = await context.newPage()
  const requests: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (request.url() !== address) requests.push(request.url())
  })
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(address, { timeout: 60_000 })
  return { page, requests, complaints, [Symbol.asyncDispose]: () => context.close() }
}

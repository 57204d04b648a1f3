import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { AppError } from '@ocp-perf/errors'

// Under these names browsers that print without a window are installed.
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const macPath = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
const printMs = 60_000

/** The browser of `OCP_PERF_CHROMIUM`, or the first that is installed; `not_found` with what to do where none is. */
export function findBrowser(env: NodeJS.ProcessEnv): string {
  const named = env.OCP_PERF_CHROMIUM
  const places = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = named ? [named] : [...places.flatMap((folder) => names.map((name) => join(folder, name))), macPath]
  const found = candidates.find(isExecutable)
  if (found !== undefined) return found
  throw new AppError('not_found', named ? `${named} is no program.` : 'No browser was found that prints a PDF.', {
    hint: 'Install Chromium or Chrome, or name it in OCP_PERF_CHROMIUM; or take --format html and print that page.',
  })
}

/** A page that stands alone, printed by a browser that reaches nothing. */
export async function printPdf(page: string, browser: string, signal: AbortSignal): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'ocp-perf-print-'))
  try {
    const [from, to] = [join(folder, 'page.html'), join(folder, 'page.pdf')]
    await writeFile(from, page, { signal })
    await run(browser, [...flagsOf(folder), `--print-to-pdf=${to}`, `file://${from}`], signal)
    return await readPdf(to, browser)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function flagsOf(folder: string): string[] {
  return [
    '--headless',
    '--disable-gpu',
    '--disable-background-networking',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--no-first-run',
    '--no-pdf-header-footer',
    `--user-data-dir=${join(folder, 'profile')}`,
    // Chromium has no sandbox for root, and refuses to start without this.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
}

async function run(browser: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(printMs)])
  const child = spawn(browser, args, { stdio: 'ignore', signal: either, killSignal: 'SIGKILL' })
  try {
    await once(child, 'exit')
  } catch (cause) {
    signal.throwIfAborted()
    throw notPrinted(browser, cause)
  }
}

async function readPdf(file: string, browser: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw notPrinted(browser, cause)
  }
}

function notPrinted(browser: string, cause: unknown): AppError {
  return new AppError('upstream', `${browser} did not print the report.`, {
    hint: 'Name another browser in OCP_PERF_CHROMIUM, or take --format html and print that page.',
    cause,
  })
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

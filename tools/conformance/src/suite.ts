import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { suiteFile } from './suite-files.ts'

/** The protocol revisions whose requirements a server is held to. */
export const revisions = ['2025-11-25', '2026-07-28'] as const
export type Revision = (typeof revisions)[number]

const checkSchema = z.object({
  id: z.string(),
  status: z.enum(['SUCCESS', 'FAILURE', 'WARNING', 'SKIPPED', 'INFO']),
  errorMessage: z.string().optional(),
  details: z.looseObject({ untestable: z.boolean().optional() }).nullish(),
})

/** One check that a server did not pass. */
interface Failure {
  check: string
  message: string
  /** The server lacks a diagnostic tool of the suite, so nothing is said about its conformance. */
  untestable: boolean
}

/** A scenario of the suite as a server went through it. */
export interface ScenarioResult {
  scenario: string
  passed: number
  failures: readonly Failure[]
}

// The suite needs a newer Node than the servers, which must run on the oldest that is supported.
const suiteNode = '24.21.0'
const oldestForSuite = 22
const limitMs = 120_000

/** Runs every scenario of a revision against a server; throws `upstream` when the suite itself does not run. */
export async function runSuite(url: string, revision: Revision): Promise<ScenarioResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-conformance-'))
  try {
    const said = await runProgram([
      suiteFile('dist/index.js'),
      'server',
      '--url',
      url,
      '--requirements',
      revision,
      '-o',
      folder,
    ])
    const results = await readResults(folder)
    if (results.length > 0) return results
    throw new AppError('upstream', `The conformance suite gave no results: ${said.slice(-500)}`, {
      hint: `It runs on Node ${suiteNode} by npx, which needs the npm registry once.`,
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs to the end and gives what was said; the exit code tells of failed checks, which the results tell better. */
function runProgram(args: readonly string[]): Promise<string> {
  const isNewEnough = Number(process.versions.node.split('.')[0]) >= oldestForSuite
  const [command, ...before] = isNewEnough ? [process.execPath] : ['npx', '-y', `node@${suiteNode}`]
  const child = spawn(command, [...before, ...args], {
    signal: AbortSignal.timeout(limitMs),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new AppError('upstream', 'The conformance suite did not run.', { cause })))
    child.once('close', () => resolve(said))
  })
}

async function readResults(folder: string): Promise<ScenarioResult[]> {
  const runs = (await readdir(folder)).sort()
  return Promise.all(
    runs.map(async (run) => {
      const checks = z.array(checkSchema).parse(JSON.parse(await readFile(join(folder, run, 'checks.json'), 'utf8')))
      return {
        // The folder is named `server-<scenario>-<time>`.
        scenario: run.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, ''),
        passed: checks.filter(({ status }) => status === 'SUCCESS').length,
        failures: checks.filter(({ status }) => status === 'FAILURE').map(failureOf),
      }
    }),
  )
}

function failureOf({ id, errorMessage, details }: z.output<typeof checkSchema>): Failure {
  return { check: id, message: errorMessage ?? '', untestable: details?.untestable === true }
}

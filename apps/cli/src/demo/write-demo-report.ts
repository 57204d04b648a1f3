import { writeFile } from 'node:fs/promises'
import { makeReport, openContext, usualDomain } from '@ocp-perf/analyzer'
import { renderReport } from '@ocp-perf/elt'
import type { Log } from '@ocp-perf/http'
import type { Diagnosis } from '@ocp-perf/panel'
import { version } from '../version.ts'

export interface DemoReportOptions {
  /** The file to write. */
  file: string
  /** What it is about, where that is not what is usual. */
  domain: string | undefined
  env: NodeJS.ProcessEnv
  /** A dump to report on, in place of the clusters that the environment describes. */
  from?: string | undefined
  log: Log
  signal: AbortSignal
}

/** Writes a report as a page and gives what it says. */
export async function writeDemoReport({ file, domain, env, from, log, signal }: DemoReportOptions): Promise<Diagnosis> {
  const server = { name: 'ocp-perf', version }
  const context = await openContext({ choice: { from }, server, home: import.meta.url, log, env })
  try {
    const made = await makeReport(context, domain ?? usualDomain(context), {}, { signal })
    await writeFile(file, await renderReport(made, 'html', signal), { signal })
    return made.report
  } finally {
    await context.close()
  }
}

import { writeFile } from 'node:fs/promises'
import { connectServers, createReporter } from '@ocp-perf/agents'
import { renderReport } from '@ocp-perf/elt'
import type { Diagnosis } from '@ocp-perf/panel'
import { makePatiently } from '../report/make-patiently.ts'

export interface DemoReportOptions {
  /** The file to write. */
  file: string
  domain: string
  servers: readonly { name: string; url: string }[]
  signal: AbortSignal
}

/** Has the servers make a report, writes it as a page and gives what it says. */
export async function writeDemoReport({ file, domain, servers, signal }: DemoReportOptions): Promise<Diagnosis> {
  const connected = connectServers({ servers: servers.map(({ name, url }) => ({ name, url: `${url}/mcp` })) })
  try {
    // A week of them would keep the simulated cluster busy for as long again.
    const wish = { domain, baseline: '3d' }
    const made = await makePatiently(createReporter({ servers: connected }), wish, { signal })
    await writeFile(file, await renderReport(made, 'html', signal), { signal })
    return made.report
  } finally {
    await connected.close()
  }
}

import tab from '@bomb.sh/tab/citty'
import { readDotEnv } from '@ocp-perf/analyzer'
import { loadCatalog, locateConfig } from '@ocp-perf/metrics'
import { bandLevels } from '@ocp-perf/panel'
import { anomalyDirections, anomalyMethods } from '@ocp-perf/stats'
import type { CommandDef } from 'citty'
import { clientNames } from './clients/client-files.ts'
import { failures } from './commands/detect.ts'
import { formats } from './query/render.ts'
import { formatNames } from './report/report-format.ts'
import { findServers } from './servers/find-servers.ts'

/** Takes a candidate and what it means. */
type Offer = (value: string, description: string) => void

/** Gives the program the command `complete`, which prints a shell's script and answers it: commands, flags and values. */
export async function addCompletion(program: CommandDef): Promise<void> {
  await tab(program, {
    subCommands: {
      query: { args: { query: offerMetrics }, options: { format: offer(formats), 'fail-on': offer(bandLevels) } },
      detect: {
        options: {
          method: offer(anomalyMethods),
          direction: offer(anomalyDirections),
          'fail-on': offer(failures),
        },
      },
      report: { options: { format: offer(formatNames), 'fail-on': offer(bandLevels), domain: offerServers } },
      serve: { args: { servers: offerServers } },
      'claude-config': { args: { servers: offerServers }, options: { client: offer(clientNames) } },
    },
  })
}

function offer(values: readonly string[]): (add: Offer) => void {
  return (add) => {
    for (const value of values) add(value, '')
  }
}

function offerServers(add: Offer): void {
  for (const { name, description } of findServers()) add(name, description)
  add('all', 'Every server')
}

function offerMetrics(add: Offer): void {
  readDotEnv()
  for (const { metrics } of loadCatalog(locateConfig(process.env, import.meta.url)).groups.values()) {
    for (const { id, title } of metrics) add(id, title)
  }
}

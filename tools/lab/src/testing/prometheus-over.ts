import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireProgram, whyNoProgram } from '../machine/programs.ts'
import { backfill, type KeepOptions } from './backfill.ts'
import { type LoneServer, startLoneServer } from './lone-server.ts'

/** `prometheus` is the one that the lab uses (2.x); `prometheus3` is of the 3.x line and may be missing. */
export type PrometheusProgram = 'prometheus' | 'prometheus3'

/** Why there is none of that line; `undefined` when there is one. */
export function whyNoPrometheus(program: PrometheusProgram): string | undefined {
  if (program === 'prometheus3' && whyNoProgram(program) !== undefined) {
    return 'no Prometheus of the 3.x line is here (`pnpm lab fetch` gets one)'
  }
  return whyNoProgram(program) ?? whyNoProgram('promtool')
}

/**
 * Backfills OpenMetrics text (with times, ending in `# EOF`) and starts a real Prometheus over it, which scrapes nothing.
 *
 * @throws AppError `not_found` without the programs, `upstream` for what promtool refuses or Prometheus that does not start.
 */
export async function startPrometheusOver(
  openMetrics: Iterable<string>,
  program: PrometheusProgram,
  options: KeepOptions = {},
): Promise<LoneServer> {
  const promtool = requireProgram('promtool')
  return await startLoneServer({
    name: 'Prometheus',
    program: requireProgram(program),
    readyPath: '/-/ready',
    prepare: async ({ folder, address }) => {
      const data = join(folder, 'data')
      await backfill(openMetrics, { promtool, folder, data, ...options })
      const configuration = join(folder, 'prometheus.yml')
      writeFileSync(configuration, '{}')
      return [
        `--config.file=${configuration}`,
        `--storage.tsdb.path=${data}`,
        // Samples may be of any time, and none is to be dropped for its age.
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=${address}`,
        '--web.enable-remote-write-receiver',
        '--enable-feature=promql-experimental-functions',
      ]
    },
  })
}

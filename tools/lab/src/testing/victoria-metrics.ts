import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { requireProgram } from '../machine/programs.ts'
import { type LoneServer, startLoneServer } from './lone-server.ts'

/**
 * Starts a real VictoriaMetrics and gives it OpenMetrics text with times in seconds. Its Prometheus API is what is of
 * interest: it claims another version, moves windows to its own grid and has other limits.
 *
 * @throws AppError `not_found` without the program, `upstream` where it does not start or refuses the samples.
 */
export async function startVictoriaMetrics(openMetrics: Iterable<string>): Promise<LoneServer> {
  const server = await startLoneServer({
    name: 'VictoriaMetrics',
    program: requireProgram('victoriaMetrics'),
    readyPath: '/health',
    prepare: ({ folder, address }) => [
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=${address}`,
      '-retentionPeriod=100y',
    ],
  })
  const response = await fetch(`${server.url}/api/v1/import/prometheus`, {
    method: 'POST',
    // Here times are milliseconds, and OpenMetrics has seconds.
    body: [...openMetrics].join('').replace(/ (\d{9,10})(\.\d+)?$/gm, (_, seconds: string, rest = '') => {
      return ` ${Math.round(Number(`${seconds}${rest}`) * 1000)}`
    }),
    signal: AbortSignal.timeout(20_000),
  })
  // What was written is not seen for a while otherwise, and an answer without it would be kept.
  const flushed = response.ok
    ? await fetch(`${server.url}/internal/force_flush`, { signal: AbortSignal.timeout(20_000) })
    : response
  if (flushed.ok) return server
  await server[Symbol.asyncDispose]()
  throw new AppError('upstream', `VictoriaMetrics refused samples: ${flushed.status} ${await flushed.text()}`)
}

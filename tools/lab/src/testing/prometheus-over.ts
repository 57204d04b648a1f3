import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { freePorts } from '../machine/free-ports.ts'
import { requireProgram, whyNoProgram } from '../machine/programs.ts'
import { backfill, type KeepOptions } from './backfill.ts'

/** `prometheus` is the one that the lab uses (2.x); `prometheus3` is of the 3.x line and may be missing. */
export type PrometheusProgram = 'prometheus' | 'prometheus3'

/** A real Prometheus that scrapes nothing and holds given samples. */
export interface PrometheusOver extends AsyncDisposable {
  url: string
}

/** Why there is none of that line; `undefined` when there is one. */
export function whyNoPrometheus(program: PrometheusProgram): string | undefined {
  if (program === 'prometheus3' && whyNoProgram(program) !== undefined) {
    return 'no Prometheus of the 3.x line is here (`pnpm lab fetch` gets one)'
  }
  return whyNoProgram(program) ?? whyNoProgram('promtool')
}

/**
 * Backfills OpenMetrics text (with times, ending in `# EOF`) and starts Prometheus over it on a free port of the loopback
 * interface. Disposing of it ends the process and removes its folder.
 *
 * @throws AppError `not_found` without the programs, `upstream` for what promtool refuses or Prometheus that does not start.
 */
export async function startPrometheusOver(
  openMetrics: Iterable<string>,
  program: PrometheusProgram,
  options: KeepOptions = {},
): Promise<PrometheusOver> {
  const prometheus = requireProgram(program)
  const promtool = requireProgram('promtool')
  const folder = mkdtempSync(join(tmpdir(), 'ocp-perf-prometheus-'))
  let child: ChildProcess | undefined
  const dispose = async () => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await backfill(openMetrics, { promtool, folder, data: join(folder, 'data'), ...options })
    const [port] = await freePorts(1)
    const url = `http://127.0.0.1:${port}`
    child = await start(prometheus, folder, url)
    await waitUntilReady(url, child, join(folder, 'log'))
    return { url, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function start(prometheus: string, folder: string, url: string): Promise<ChildProcess> {
  const configuration = join(folder, 'prometheus.yml')
  writeFileSync(configuration, '{}')
  const log = openSync(join(folder, 'log'), 'a')
  try {
    const child = spawn(
      prometheus,
      [
        `--config.file=${configuration}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        // Samples may be of any time, and none is to be dropped for its age.
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=${url.replace('http://', '')}`,
        '--web.enable-remote-write-receiver',
        '--enable-feature=promql-experimental-functions',
      ],
      { cwd: folder, stdio: ['ignore', log, log] },
    )
    await once(child, 'spawn')
    return child
  } finally {
    closeSync(log)
  }
}

async function waitUntilReady(url: string, child: ChildProcess, log: string): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(100)) {
    if (child.exitCode !== null) break
    // Until it listens, connecting fails; there is nothing else to do then but to try again.
    const ready = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (ready?.ok === true) return
  }
  throw new AppError('upstream', 'Prometheus did not start over the given samples.', {
    hint: `Its log ends with: ${readFileSync(log, 'utf8').slice(-500)}`,
  })
}

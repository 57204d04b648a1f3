import { completeChoice, isHistory, readRecording } from '@ocp-perf/analyzer'
import { AppError } from '@ocp-perf/errors'
import { forwardTo, listen } from '@ocp-perf/http'
import type { Recording } from '@ocp-perf/promql'
import { createEngine, createEngineSource } from '@ocp-perf/promql-engine'
import { createPromApi } from '@ocp-perf/promql-engine/api'
import { showProgress, terminalLog } from '../open-cluster.ts'
import { plain, type Terminal } from '../output/terminal.ts'
import { version } from '../version.ts'
import type { ServerArgs } from './server-args.ts'

/** Prometheus' own. */
const usualPort = 9090

export interface PrometheusServer {
  url: string
  recording: Recording
  close(): Promise<void>
}

/** The Prometheus HTTP API over a dump, for Grafana and `promtool`. `invalid_input` without a dump. */
export async function servePrometheus(
  { from, host }: ServerArgs & { host?: string | undefined },
  { port = usualPort, terminal, signal }: { port: number | undefined; terminal: Terminal; signal: AbortSignal },
): Promise<PrometheusServer> {
  const file = completeChoice({ from }, process.env).from
  if (isHistory(file)) {
    throw new AppError('invalid_input', 'serve prometheus answers PromQL over a dump, and not over the history.', {
      hint: 'Ask the history with `ocp-perf query --from history`, or start the MCP servers over it.',
    })
  }
  if (file === undefined) {
    throw new AppError('invalid_input', 'serve prometheus answers PromQL over a dump, and none is named.', {
      hint: 'Add --from FILE; a live Prometheus answers by itself.',
    })
  }
  const log = terminalLog(terminal)
  const { store, recording } = await readRecording(file, { log, signal, onProgress: showProgress(terminal) })
  terminal.settle()
  for (const warning of recording.warnings ?? []) terminal.err(plain(warning))
  const source = createEngineSource({ store, recording })
  const api = createPromApi({
    source,
    engine: createEngine({ store }),
    onBug: (error) => log.error({ err: error }, `A bug: ${String(error)}`),
  })
  const listening = await listen({
    name: 'prometheus-api',
    version,
    host,
    port,
    bodyTypes: ['application/x-www-form-urlencoded'],
    health: async () => ({ live: true, ready: true, dependencies: [] }),
    routes: forwardTo(api),
    log,
  })
  return {
    url: listening.url,
    recording,
    close: async () => {
      await listening.close()
      await source.close()
    },
  }
}

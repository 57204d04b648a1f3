import { AppError } from '@ocp-perf/errors'
import { recordingSpan } from '@ocp-perf/metrics'
import { wholeNumber } from '../args.ts'
import { clusterArgs, command, flag, historyArgs, jsonArg, type Running, text } from '../command.ts'
import { table } from '../output/table.ts'
import { chooseServers, findServers } from '../servers/find-servers.ts'
import { byName, startServers, untilStopped } from '../servers/run-servers.ts'
import { type PrometheusServer, servePrometheus } from '../servers/serve-prometheus.ts'
import { serverArgs } from '../servers/server-args.ts'
import type { StartedServer } from '../servers/start-server.ts'

const flags = {
  servers: {
    type: 'positional',
    required: false,
    description: 'Servers by name, all, or prometheus',
    valueHint: 'SERVER…',
  },
  port: text('Port of the first server, the next ones follow (default: the port of each)', 'PORT'),
  host: text('Address to listen on (default: 127.0.0.1)', 'HOST'),
  ...jsonArg,
  verbose: flag('Show the logs of the servers, not only what is wrong'),
  ...clusterArgs,
  ...historyArgs,
} as const

/** The name under which `serve` answers PromQL itself. */
const promqlApi = 'prometheus'

/** `ocp-perf serve`: MCP servers as child processes, until Ctrl-C. */
export default command('serve', 'Start MCP servers, or a Prometheus API over a dump', flags, async (running) => {
  const { args, terminal, signal } = running
  const names = args._
  const servers = findServers()
  if (names.length === 0) {
    throw new AppError('invalid_input', 'Say which servers to start.', {
      hint: `One or more of ${[...servers.map(({ name }) => name), promqlApi].join(', ')}, or all.`,
    })
  }
  const chosen = chooseServers(
    names.filter((name) => name !== promqlApi),
    servers,
  )
  // Servers read the variable too, and would all take the one port.
  const wanted = args.port ?? (process.env.OCP_PERF_PORT || undefined)
  const port = wanted === undefined ? undefined : wholeNumber('port', wanted, { least: 0, most: 65_535 })
  const started: StartedServer[] = []
  const api = names.includes(promqlApi)
    ? await servePrometheus(args, {
        port: port === undefined || port === 0 ? port : port + chosen.length,
        terminal,
        signal,
      })
    : undefined
  try {
    await startServers(started, chosen, {
      argsOf: (index) => flagsOf(running, port, index),
      terminal,
      verbose: args.verbose ?? false,
      signal,
    })
    terminal.out(args.json ? addressesAsJson(started, api) : addresses(started, api))
    return await untilStopped(started, { terminal, signal, alone: api === undefined })
  } finally {
    await Promise.all([...started.map(({ stop }) => stop()), api?.close()])
  }
})

function flagsOf({ args }: Running<typeof flags>, port: number | undefined, index: number): string[] {
  return [
    ...serverArgs(args),
    ...(port === undefined ? [] : ['--port', String(port === 0 ? 0 : port + index)]),
    ...(args.host === undefined ? [] : ['--host', args.host]),
    ...(args.db === undefined ? [] : ['--db', args.db]),
    ...(args.history === false ? ['--no-history'] : []),
  ]
}

/** For scripts, which wait for this line. */
function addressesAsJson(started: readonly StartedServer[], api: PrometheusServer | undefined): string {
  const servers = started.map(({ server, url }) => ({ name: server.name, url, mcp: `${url}/mcp` }))
  return JSON.stringify({ servers, ...(api === undefined ? {} : { prometheus: api.url }) })
}

function addresses(started: readonly StartedServer[], api: PrometheusServer | undefined): string {
  const rows = byName(started).map(({ server, url }) => [server.name, `${url}/mcp`, `${url}/tools`])
  const all = api === undefined ? rows : [...rows, [promqlApi, '', `${api.url}/api/v1`]]
  return [
    table([{ title: 'server' }, { title: 'MCP' }, { title: 'HTTP' }], all),
    // Whoever asks for the present of the clock, as promtool does unasked, gets an empty answer.
    ...(api === undefined ? [] : [`Ask ${promqlApi} for times of the dump: ${recordingSpan(api.recording)}.`]),
    'Ctrl-C ends them.',
  ].join('\n')
}

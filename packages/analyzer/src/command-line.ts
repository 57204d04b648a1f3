import { parseArgs } from 'node:util'
import { AppError } from '@ocp-perf/errors'
import { logLevels, oidcFlags, oidcSettingsSchema } from '@ocp-perf/http'
import type { RetentionPolicy } from '@ocp-perf/storage'
import { z } from 'zod'

interface Flag {
  /** What stands after the flag in the help; a flag without it is a switch. */
  value?: string
  /** The environment variable that says the same. */
  env?: string
  /** May be given several times; the variable separates its values by commas. */
  multiple?: true
  help: string
}

/** Everything that a server's command line takes, in the order of its help. */
const flags = {
  stdio: { help: 'Serve one client on standard input and output.' },
  port: { value: 'PORT', env: 'OCP_PERF_PORT', help: 'Port to listen on; 0 takes a free one.' },
  'next-port': { help: 'Take the next free port, and say so, where that one is in use.' },
  host: { value: 'HOST', env: 'OCP_PERF_HOST', help: 'Address to listen on; only loopback is open without a token.' },
  'allowed-host': {
    value: 'NAME',
    env: 'OCP_PERF_ALLOWED_HOSTS',
    multiple: true,
    help: 'Name that clients may call this server by, beside localhost.',
  },
  'token-file': {
    value: 'FILE',
    env: 'OCP_PERF_TOKEN_FILE',
    help: 'Token that callers must send; for one tenant. Without it and --oidc-issuer, off loopback, the cluster reviews tokens.',
  },
  ...oidcFlags,
  sessions: {
    value: 'MAX',
    env: 'OCP_PERF_SESSIONS',
    help: 'Keep up to MAX sessions for clients of protocol 2025-11-25 that want one; without it every call stands alone.',
  },
  cluster: { value: 'NAME', env: 'OCP_PERF_CLUSTER', help: 'Cluster that is meant where a call names none.' },
  from: {
    value: 'FILE',
    env: 'OCP_PERF_FROM',
    help: 'Metrics dump (file, archive or folder) to serve in place of any live cluster; history serves what runs recorded.',
  },
  'prometheus-url': { value: 'URL', help: 'Prometheus of that cluster, instead of the one configured or found.' },
  'no-check': { help: 'Look at no cluster before the first call, which then has to connect.' },
  config: { value: 'DIR', env: 'OCP_PERF_CONFIG', help: 'Folder with metrics/, profiles/ and clusters.yaml.' },
  db: {
    value: 'PATH',
    env: 'OCP_PERF_DB',
    help: 'File of the history that every run goes into. Default data/history.duckdb.',
  },
  'no-history': { help: 'Record nothing, and answer without history.' },
  'keep-samples': {
    value: 'DAYS',
    env: 'OCP_PERF_KEEP_SAMPLES',
    help: 'Days that points stay in the history; 0 keeps them for ever. Default 30.',
  },
  'keep-runs': {
    value: 'DAYS',
    env: 'OCP_PERF_KEEP_RUNS',
    help: 'Days that runs with their findings and reports stay in the history; 0 keeps them for ever. Default 180.',
  },
  reports: {
    value: 'DIR',
    env: 'OCP_PERF_REPORTS',
    help: 'Folder that reports may be written to when a caller asks; without it none is.',
  },
  'log-level': { value: 'LEVEL', env: 'LOG_LEVEL', help: `One of ${logLevels.join(', ')}.` },
  inspect: { help: 'Print the command that opens the MCP inspector on this server.' },
  version: { help: 'Print the version.' },
  help: { help: 'Print this help.' },
} as const satisfies Record<string, Flag>

export type FlagName = keyof typeof flags

/** Flags and the variables that say the same, for the documentation. */
export const flagTable: readonly (Flag & { name: FlagName })[] = (Object.keys(flags) as FlagName[]).map((name) => ({
  name,
  ...flags[name],
}))

const text = z.string().trim().min(1).optional()

/** Undefined is for ever. */
const days = (usual: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number of days from 0 to 99999')
    .default(String(usual))
    .transform((text) => Number(text) || undefined)

const settingsSchema = z.object({
  stdio: z.boolean().default(false),
  inspect: z.boolean().default(false),
  version: z.boolean().default(false),
  help: z.boolean().default(false),
  port: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a number from 0 to 65535')
    .optional(),
  'next-port': z.boolean().default(false),
  sessions: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a number from 1 to 99999')
    .transform(Number)
    .optional(),
  host: text,
  'allowed-host': z.array(z.string().trim().min(1)).default([]),
  'token-file': text,
  ...oidcSettingsSchema.shape,
  cluster: text,
  from: text,
  'prometheus-url': z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  'no-check': z.boolean().default(false),
  config: text,
  db: text,
  'no-history': z.boolean().default(false),
  'keep-samples': days(30),
  'keep-runs': days(180),
  reports: text,
  'log-level': z.enum(logLevels).default('info'),
})
export type Settings = z.output<typeof settingsSchema>

/** Which cluster is meant: one of these flags outranks the variables of the others, as `completeChoice` decides. */
const choiceFlags: ReadonlySet<FlagName> = new Set(['cluster', 'from', 'config'])

/**
 * Reads the command line; what it leaves out is taken from the environment, but for the choice of a cluster. Unknown flags, stray words and impossible
 * values are `invalid_input`.
 */
export function readSettings(args: readonly string[], env: Readonly<NodeJS.ProcessEnv>): Settings {
  const given = parseFlags(args)
  const fromEnvironment = flagTable.flatMap(({ name, env: variable, multiple }) => {
    const value = variable === undefined ? undefined : env[variable]
    if (!value || choiceFlags.has(name)) return []
    return [[name, multiple ? value.split(',') : value] as const]
  })
  const parsed = settingsSchema.safeParse({ ...Object.fromEntries(fromEnvironment), ...given })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`)
  throw new AppError('invalid_input', problems.join('; '), { hint: 'Run with --help to see what each flag takes.' })
}

function parseFlags(args: readonly string[]): Record<string, unknown> {
  const options = Object.fromEntries(
    flagTable.map(({ name, value, multiple }) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: multiple === true },
    ]),
  )
  // `pnpm start -- --stdio` hands the two dashes on.
  const rest = args[0] === '--' ? args.slice(1) : [...args]
  try {
    const { values } = parseArgs({ args: rest, options, strict: true, allowPositionals: false })
    return { ...values }
  } catch (cause) {
    // Node names the argument in its first sentence; the rest is advice about parseArgs itself.
    const [sentence = 'The command line cannot be read'] = cause instanceof Error ? cause.message.split(/[.\n]/) : []
    throw new AppError('invalid_input', `${sentence}.`, { hint: 'Run with --help to see the flags.', cause })
  }
}

/** How long the history keeps what it has. */
export function retentionOf(settings: Settings): RetentionPolicy {
  return { samplesDays: settings['keep-samples'], runsDays: settings['keep-runs'] }
}

/** The help of a server. */
export function describeFlags(program: string, title: string, port: number): string {
  const rows = flagTable.map(({ name, value, env, help }) => {
    const flag = `  --${name}${value === undefined ? '' : ` ${value}`}`.padEnd(28)
    return `${flag}${help}${name === 'port' ? ` Default ${port}.` : ''}${env === undefined ? '' : ` [${env}]`}`
  })
  return [
    `${title}`,
    '',
    `Usage: ${program} [flags]`,
    '',
    ...rows,
    '',
    'Clusters are described in clusters.yaml or by PROMETHEUS_URL, KUBECONFIG and their like; .env is read.',
    '',
  ].join('\n')
}

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type ModelOptions,
  modelFlags,
  modelSettingsSchema,
  readModelOptions,
  serverAddressSchema,
} from '@ocp-perf/agents'
import { AppError } from '@ocp-perf/errors'
import { logLevels, oidcFlags, oidcSettingsSchema } from '@ocp-perf/http'
import { z } from 'zod'
import { defaultRunLimits } from './runs/runs.ts'

interface Flag {
  /** What stands after the flag in the help; a flag without it is a switch. */
  value?: string
  /** The environment variable that says the same; of several the first that is set. */
  env?: string | readonly string[]
  multiple?: true
  help: string
}

/** Everything that the agent's command line takes, in the order of its help. */
const flags = {
  port: { value: 'PORT', env: 'OCP_PERF_AGENT_PORT', help: 'Port to listen on; 0 takes a free one. Default 8080.' },
  'next-port': { help: 'Take the next free port, and say so, where that one is in use.' },
  host: { value: 'HOST', env: 'OCP_PERF_HOST', help: 'Address to listen on; only loopback is open without a token.' },
  'allowed-host': {
    value: 'NAME',
    env: 'OCP_PERF_ALLOWED_HOSTS',
    multiple: true,
    help: 'Name that clients may call the agent by, beside localhost.',
  },
  'token-file': { value: 'FILE', env: 'OCP_PERF_TOKEN_FILE', help: 'Token that callers must send; for one tenant.' },
  ...oidcFlags,
  server: {
    value: 'NAME=URL',
    env: 'OCP_PERF_SERVERS',
    multiple: true,
    help: 'MCP server to work with, in place of those of agent.yml.',
  },
  'allow-tool': {
    value: 'NAME',
    multiple: true,
    help: 'Tool that may be called over HTTP though it changes something.',
  },
  simulated: { value: 'CLUSTER', multiple: true, help: 'Cluster that is simulated, which the page says.' },
  runs: {
    value: 'COUNT',
    env: 'OCP_PERF_RUNS',
    help: `Questions that are answered at once. Default ${defaultRunLimits.overall}.`,
  },
  'runs-per-client': {
    value: 'COUNT',
    env: 'OCP_PERF_RUNS_PER_CLIENT',
    help: `The same of one address; more where all come through one proxy. Default ${defaultRunLimits.perClient}.`,
  },
  data: { value: 'DIR', env: 'OCP_PERF_DATA', help: 'Folder of the threads and the reports. Default data/agent.' },
  web: { value: 'DIR', help: 'Folder of the built page, in place of the one that comes with the agent.' },
  config: { value: 'DIR', env: 'OCP_PERF_CONFIG', help: 'Folder with agent.yml.' },
  ...modelFlags,
  'log-level': { value: 'LEVEL', env: 'LOG_LEVEL', help: `One of ${logLevels.join(', ')}.` },
  version: { help: 'Print the version.' },
  help: { help: 'Print this help.' },
} as const satisfies Record<string, Flag>

const flagList: readonly (readonly [string, Flag])[] = Object.entries(flags)

const text = z.string().trim().min(1).optional()
const texts = z.array(z.string().trim().min(1))
const portText = 'must be a number from 0 to 65535'

const places = z.coerce.number().int().min(1).max(1000).optional()

const settingsSchema = z.object({
  port: z
    .string()
    .regex(/^\d{1,5}$/, portText)
    .transform(Number)
    .refine((port) => port <= 65_535, portText)
    .default(8080),
  'next-port': z.boolean().default(false),
  host: text,
  'allowed-host': texts.default([]),
  'token-file': text,
  ...oidcSettingsSchema.shape,
  server: z.array(serverAddressSchema).optional(),
  'allow-tool': texts.default([]),
  simulated: texts.default([]),
  runs: places,
  'runs-per-client': places,
  data: z.string().trim().min(1).default('data/agent'),
  web: text,
  config: text,
  ...modelSettingsSchema.shape,
  'log-level': z.enum(logLevels).default('info'),
  version: z.boolean().default(false),
  help: z.boolean().default(false),
})
export interface Settings extends z.output<typeof settingsSchema> {
  /** The model that answers, where the environment has a key for it: a key on a command line is seen by everybody. */
  chat: ModelOptions | undefined
}

/** Reads the command line; what it leaves out is taken from the environment. `invalid_input` for what it does not know. */
export function readSettings(args: readonly string[], env: Readonly<NodeJS.ProcessEnv>): Settings {
  const fromEnvironment = flagList.flatMap(([name, { env: variable, multiple }]) => {
    const value = [variable ?? []]
      .flat()
      .map((each) => env[each])
      .find(Boolean)
    return value ? [[name, multiple ? value.split(',') : value] as const] : []
  })
  const parsed = settingsSchema.safeParse({ ...Object.fromEntries(fromEnvironment), ...parseFlags(args) })
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`)
    throw new AppError('invalid_input', problems.join('; '), { hint: 'Run with --help to see what each flag takes.' })
  }
  // A package manager changes to the program's own folder and names the one that the command was given in.
  const folder = env.INIT_CWD ?? '.'
  const { data, web, 'token-file': token } = parsed.data
  return {
    ...parsed.data,
    data: resolve(folder, data),
    web: web && resolve(folder, web),
    'token-file': token && resolve(folder, token),
    chat: readModelOptions(env, parsed.data),
  }
}

function parseFlags(args: readonly string[]): Record<string, unknown> {
  const options = Object.fromEntries(
    flagList.map(([name, { value, multiple }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: multiple === true },
    ]),
  )
  try {
    return { ...parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values }
  } catch (cause) {
    // Node names the argument in its first sentence; the rest is advice about parseArgs itself.
    const [sentence = 'The command line cannot be read'] = cause instanceof Error ? cause.message.split(/[.\n]/) : []
    throw new AppError('invalid_input', `${sentence}.`, { hint: 'Run with --help to see the flags.', cause })
  }
}

/** The help of the agent. */
export function describeFlags(): string {
  const rows = flagList.map(([name, { value, env, help }]) => {
    const flag = `  --${name}${value === undefined ? '' : ` ${value}`}`.padEnd(28)
    return `${flag}${help}${env === undefined ? '' : ` [${[env].flat().join(' or ')}]`}`
  })
  const lines = [
    'The HTTP API of the agents, and the page over it.',
    '',
    'Usage: agent [flags]',
    '',
    'Without a key in OPENAI_API_KEY questions are answered without a model. An endpoint that asks for no key takes any.',
    '',
  ]
  return [...lines, ...rows, ''].join('\n')
}

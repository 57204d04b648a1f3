import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { absolutePath } from './absolute-path.ts'
import { type EnvironmentSettings, parseSwitch, readEnvironment } from './environment-settings.ts'
import { checkEnvironment, loadSettings } from './load-settings.ts'
import { namedOnce } from './named-once.ts'

export interface LoadSourcesOptions<Source extends NamedSource> {
  configDir: string
  /** Name of the YAML file in that folder, such as `influxdb.yaml`; `<name>.example.yaml` shows every setting. */
  file: string
  /** One source, with its `name`; settings that end in `_file` are paths. */
  schema: z.ZodType<Source>
  /** Describes the one source `default` where there is no file. */
  variables: EnvironmentSettings
  /** Variables whose text is a switch. */
  switches?: readonly string[]
  /** Another file instead, which must exist. */
  path?: string | undefined
  env?: NodeJS.ProcessEnv | undefined
}

export interface NamedSource {
  name: string
}

export interface LoadedSources<Source> {
  sources: readonly Source[]
  /** The source that is meant where none is named; undefined where there are several and none is chosen. */
  current: string | undefined
  /** Where they were read: a file, or "the environment". */
  from: string
}

/**
 * Named sources of a YAML file: `{current, sources: [{name, …}]}`, or flat, as one source `default`; else one from environment
 * variables; else none. `${NAME}` is a variable, `~` the home folder, paths are relative to the file. Throws `invalid_input`.
 */
export async function loadSources<Source extends NamedSource>(
  options: LoadSourcesOptions<Source>,
): Promise<LoadedSources<Source>> {
  const { configDir, file: name, schema, path, env = process.env } = options
  const file = resolve(path ?? join(configDir, name))
  const loaded = await loadSettings({
    file,
    mustExist: path !== undefined,
    schema: (value) => (isFlat(value) ? flatSchema(schema) : listSchema(schema)),
    env,
    what: 'configuration file',
    example: `config/${name.replace(/\.yaml$/, '.example.yaml')}`,
  })
  if (loaded === undefined) return fromEnvironment(options, env)
  const sources = loaded.sources.map((source) => withAbsolutePaths(source, dirname(file), env))
  const [first, ...others] = sources
  return { sources, current: loaded.current ?? (others.length === 0 ? first?.name : undefined), from: file }
}

/** A mapping without a list of sources is itself one. */
function isFlat(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Object.hasOwn(value, 'sources')
}

interface SourcesFile<Source> {
  current?: string | undefined
  sources: Source[]
}

function flatSchema<Source extends NamedSource>(schema: z.ZodType<Source>): z.ZodType<SourcesFile<Source>> {
  return z
    .preprocess((flat) => Object.assign({ name: 'default' }, flat), schema)
    .transform((source) => ({ sources: [source] }))
}

function listSchema<Source extends NamedSource>(schema: z.ZodType<Source>): z.ZodType<SourcesFile<Source>> {
  return z
    .strictObject({ current: z.string().optional(), sources: z.array(schema).min(1) })
    .superRefine(({ sources, current }, context) => namedOnce({ key: 'sources', entries: sources, current }, context))
}

function fromEnvironment<Source extends NamedSource>(
  { schema, variables, switches = [], file }: LoadSourcesOptions<Source>,
  env: NodeJS.ProcessEnv,
): LoadedSources<Source> {
  const from = 'the environment'
  const parse = (setting: string, value: string) => (switches.includes(setting) ? parseSwitch(value) : value)
  const given = readEnvironment({ env, variables, parse })
  if (given.url === undefined) return { sources: [], current: undefined, from }
  const variableOf = (setting: string) => {
    const [variable] = Object.entries(variables).find(([each, known]) => known === setting && env[each]) ?? []
    return variable
  }
  const source = checkEnvironment({ value: { name: 'default', ...given }, schema, variableOf, file: `config/${file}` })
  return { sources: [withAbsolutePaths(source, process.cwd(), env)], current: source.name, from }
}

function withAbsolutePaths<Source extends NamedSource>(source: Source, folder: string, env: NodeJS.ProcessEnv): Source {
  const paths = Object.entries(source).flatMap(([key, value]) =>
    key.endsWith('_file') && typeof value === 'string' ? [[key, absolutePath(value, folder, env)]] : [],
  )
  return Object.assign({}, source, Object.fromEntries(paths))
}

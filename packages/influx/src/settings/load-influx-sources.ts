import { AppError } from '@ocp-perf/errors'
import { loadSources, readConfiguredFile, readTls, serverUrl, sourceName } from '@ocp-perf/ocp-auth'
import { z } from 'zod'
import type { InfluxSettings } from '../source.ts'

const text = z.string().min(1)

/** One entry of `config/influxdb.yaml`; secrets are named by file or variable, a literal one is possible, not advised. */
const influxSourceSchema = z
  .strictObject({
    name: sourceName,
    url: serverUrl,
    version: z.enum(['v1', 'v2', 'v3']).optional(),
    token: text.optional(),
    token_file: text.optional(),
    username: text.optional(),
    password: z.string().optional(),
    password_file: text.optional(),
    org: text.optional(),
    bucket: text.optional(),
    /** What 1.x and 3.x call a bucket. */
    database: text.optional(),
    retention_policy: text.optional(),
    ca_file: text.optional(),
    cert_file: text.optional(),
    key_file: text.optional(),
    server_name: text.optional(),
    insecure: z.boolean().default(false),
    headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[^\r\n]*$/)).default({}),
  })
  .refine(
    (s) => countGiven(s.token, s.token_file, s.username) <= 1,
    'give one of token, token_file, or username with password',
  )
  .refine((s) => countGiven(s.username) === countGiven(s.password, s.password_file), {
    error: 'username needs password or password_file, one of the two, and the other way round',
  })
  .refine((s) => countGiven(s.bucket, s.database) <= 1, 'give bucket or database')
  .refine((s) => countGiven(s.cert_file) === countGiven(s.key_file), 'cert_file and key_file go together')
type InfluxSourceConfig = z.infer<typeof influxSourceSchema>

function countGiven(...values: readonly unknown[]): number {
  return values.filter((value) => value !== undefined).length
}

/** Environment variables that describe the one source `default` where there is no influxdb.yaml, by setting; the first counts. */
export const influxEnvironment = {
  INFLUXDB_URL: 'url',
  INFLUX_HOST: 'url',
  INFLUX_URL: 'url',
  INFLUX_TOKEN: 'token',
  INFLUXDB_TOKEN: 'token',
  INFLUXDB_TOKEN_FILE: 'token_file',
  INFLUX_USERNAME: 'username',
  INFLUXDB_USERNAME: 'username',
  INFLUX_PASSWORD: 'password',
  INFLUXDB_PASSWORD: 'password',
  INFLUX_ORG: 'org',
  INFLUXDB_ORG: 'org',
  INFLUX_BUCKET: 'bucket',
  INFLUXDB_BUCKET: 'bucket',
  INFLUXDB_DATABASE: 'database',
  INFLUXDB_CA_FILE: 'ca_file',
  INFLUXDB_INSECURE: 'insecure',
} as const satisfies Record<string, string>

export interface LoadInfluxSourcesOptions {
  /** The folder of `influxdb.yaml`, where there is one. */
  configDir: string
  env?: NodeJS.ProcessEnv | undefined
  /** Another file instead, which must exist. */
  path?: string | undefined
}

export interface LoadedInfluxSources {
  sources: readonly InfluxSettings[]
  /** The source that is meant where none is named; undefined where there are several and none is chosen. */
  current: string | undefined
  /** Where they were read: a file, or "the environment". */
  from: string
}

/**
 * The configured InfluxDB servers with their secrets read: `influxdb.yaml` (several by name, or one in a flat file), else one from
 * environment variables, else none. Throws `invalid_input` with file, line and setting, never with a value.
 */
export async function loadInfluxSources(options: LoadInfluxSourcesOptions): Promise<LoadedInfluxSources> {
  const { sources, current, from } = await loadSources<InfluxSourceConfig>({
    ...options,
    file: 'influxdb.yaml',
    schema: influxSourceSchema,
    variables: influxEnvironment,
    switches: ['insecure'],
  })
  return { sources: await Promise.all(sources.map(resolveSecrets)), current, from }
}

async function resolveSecrets(config: InfluxSourceConfig): Promise<InfluxSettings> {
  const { name, url, version, username, org, headers } = config
  const [token, password, tls] = await Promise.all([
    secret(config.token, config.token_file, `${name}.token_file`),
    secret(config.password, config.password_file, `${name}.password_file`),
    readTls(config, name),
  ])
  const bucket = config.bucket ?? config.database
  return {
    name,
    url,
    version,
    token,
    username,
    password,
    org,
    bucket,
    retentionPolicy: config.retention_policy,
    headers,
    tls,
  }
}

async function secret(
  given: string | undefined,
  file: string | undefined,
  setting: string,
): Promise<string | undefined> {
  if (file === undefined) return given
  const read = (await readConfiguredFile(file, setting)).trim()
  if (read !== '') return read
  throw new AppError('invalid_input', `${setting}: ${file} is empty.`, { hint: 'Write the secret into it, alone.' })
}

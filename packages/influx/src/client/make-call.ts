import { AppError } from '@ocp-perf/errors'
import type { InfluxLanguage, InfluxSettings, InfluxVersion } from '../source.ts'
import { authorizationOf } from './authorize.ts'
import type { InfluxCall } from './transport.ts'

/** A query that passed its guard, with where it is asked. */
export interface GuardedRequest {
  text: string
  language: InfluxLanguage
  bucket: string | undefined
  org: string | undefined
  start: number | undefined
  end: number | undefined
}

/** The HTTP call of a query. Throws `bad_query` where the server does not speak the language, `invalid_input` for what is missing. */
export function makeCall(request: GuardedRequest, settings: InfluxSettings, version: InfluxVersion): InfluxCall {
  if (request.language === 'flux') return fluxCall(request, settings, version)
  if (version === 'v3') return rowsCall(request, settings)
  if (request.language === 'sql') {
    throw new AppError('bad_query', `InfluxDB ${version === 'v1' ? '1.x' : '2.x'} does not speak SQL.`, {
      hint: version === 'v1' ? 'Ask in InfluxQL.' : 'Ask in Flux, or in InfluxQL.',
    })
  }
  return influxQlCall(request, settings, version)
}

const annotations = ['datatype', 'group', 'default']

function fluxCall(
  { text, org, start, end }: GuardedRequest,
  settings: InfluxSettings,
  version: InfluxVersion,
): InfluxCall {
  if (version === 'v3') {
    throw new AppError('bad_query', 'InfluxDB 3.x does not speak Flux.', { hint: 'Ask in SQL or InfluxQL.' })
  }
  const organization = org ?? settings.org
  if (organization === undefined && version === 'v2') {
    throw new AppError('invalid_input', 'The organization is missing, which InfluxDB 2.x needs.', {
      hint: 'Give org, or set it in config/influxdb.yaml or INFLUX_ORG.',
    })
  }
  const extern = start === undefined || end === undefined ? {} : { extern: dashboardRange(start, end) }
  return {
    method: 'POST',
    path: '/api/v2/query',
    parameters: new URLSearchParams(organization === undefined ? {} : { org: organization }),
    body: JSON.stringify({
      query: text,
      type: 'flux',
      dialect: { annotations, header: true, delimiter: ',' },
      ...extern,
    }),
    contentType: 'application/json',
    authorization: authorizationOf(settings, version, 'v2'),
  }
}

/** `option v = {timeRangeStart: …, timeRangeStop: …}` as a syntax tree, which is how the server's own page defines it. */
function dashboardRange(start: number, end: number): unknown {
  const property = (name: string, time: number) => ({
    type: 'Property',
    key: { type: 'Identifier', name },
    value: { type: 'DateTimeLiteral', value: new Date(time * 1000).toISOString() },
  })
  const init = {
    type: 'ObjectExpression',
    properties: [property('timeRangeStart', start), property('timeRangeStop', end)],
  }
  const assignment = { type: 'VariableAssignment', id: { type: 'Identifier', name: 'v' }, init }
  return { type: 'File', package: null, imports: null, body: [{ type: 'OptionStatement', assignment }] }
}

function influxQlCall({ text, bucket }: GuardedRequest, settings: InfluxSettings, version: InfluxVersion): InfluxCall {
  const database = bucket ?? settings.bucket
  // The configured policy belongs to the configured database; another one has its own default.
  const policy = database === settings.bucket ? settings.retentionPolicy : undefined
  // `us` is unknown to 1.x, which then answers in nanoseconds, more than a JSON number holds.
  const body = new URLSearchParams({ q: text, epoch: 'u', chunked: 'true', chunk_size: '10000' })
  if (database !== undefined) body.set('db', database)
  if (policy !== undefined) body.set('rp', policy)
  return {
    method: 'POST',
    path: '/query',
    body: body.toString(),
    contentType: 'application/x-www-form-urlencoded',
    authorization: authorizationOf(settings, version),
  }
}

function rowsCall({ text, language, bucket }: GuardedRequest, settings: InfluxSettings): InfluxCall {
  const database = bucket ?? settings.bucket
  const listsDatabases = language === 'influxql' && /^\s*SHOW\s+DATABASES\b/i.test(text)
  if (database === undefined && !listsDatabases) {
    throw new AppError('invalid_input', 'The database is missing, which InfluxDB 3.x needs.', {
      hint: 'Give it as bucket, or set bucket in config/influxdb.yaml or INFLUX_BUCKET.',
    })
  }
  return {
    method: 'POST',
    path: `/api/v3/query_${language}`,
    body: JSON.stringify({ q: text, format: 'jsonl', ...(database === undefined ? {} : { db: database }) }),
    contentType: 'application/json',
    authorization: authorizationOf(settings, 'v3'),
  }
}

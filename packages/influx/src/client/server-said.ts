import { AppError, type ErrorCode } from '@ocp-perf/errors'
import { narrower } from '../answer/build-answer.ts'

const token = 'Check token (2.x, 3.x) or username and password (1.x) in config/influxdb.yaml.'

interface Meaning {
  pattern: RegExp
  code: ErrorCode
  hint: string
}

/** What servers of the three generations say, and what it means. A syntax error repeats the query, so it is looked for first. */
const meanings: readonly Meaning[] = [
  {
    pattern: /error parsing|parse error|syntax error|compilation failed|error @\d|type error|parsing failed/i,
    code: 'bad_query',
    hint: 'Correct the query; the message says what is wrong with it.',
  },
  { pattern: /database name required/i, code: 'invalid_input', hint: 'Give the database as bucket, or configure one.' },
  {
    pattern: /org(?:anization)?\b[^:]{0,60}not found|could not find org/i,
    code: 'not_found',
    hint: 'Correct org: the name of the organization as the server lists it.',
  },
  {
    pattern:
      /(?:database|bucket)\b.{0,80}not found|could not find bucket|not found: (?:database|bucket)|database .{0,80}does not exist/i,
    code: 'not_found',
    hint: 'Correct the bucket (database).',
  },
  {
    pattern: /retention policy not found|table .{0,100}not found|measurement not found/i,
    code: 'not_found',
    hint: 'list_influxdb_measurements shows what there is.',
  },
  {
    pattern: /unauthorized|unable to parse authentication|authorization failed|authentication/i,
    code: 'unauthorized',
    hint: token,
  },
  {
    pattern: /not authorized|forbidden|insufficient permissions/i,
    code: 'forbidden',
    hint: 'Let this token or user read that bucket (database).',
  },
  { pattern: /time ?out|deadline exceeded|query interrupted|killed/i, code: 'timeout', hint: narrower },
  {
    pattern: /max-select|limit (?:was |is )?(?:exceeded|reached)|memory (?:allocation )?limit|too many|exceeds/i,
    code: 'too_large',
    hint: narrower,
  },
]

const longestMessage = 500

/** Whether a server's words are among those that say more than a status. */
export function isTelling(text: string): boolean {
  return meanings.some(({ pattern }) => pattern.test(text))
}

/** The failure that a server's own words stand for. */
export function serverSaid(text: string, server: string): AppError {
  const meaning = meanings.find(({ pattern }) => pattern.test(text))
  const { code = 'bad_query', hint = 'Correct the query; the message says what is wrong with it.' } = meaning ?? {}
  return new AppError(code, `${server}: ${text.slice(0, longestMessage)}`, { hint })
}

/** The bucket or database that a failure says is missing, to which near names are a help. */
export function missingBucket({ code, message }: AppError): string | undefined {
  if (code !== 'not_found') return undefined
  const said =
    /\b(?:bucket|database)(?: not found)?:? ["'`]?([^"'`]+?)["'`]?(?: (?:not found|does not exist))?\.?$/i.exec(message)
  return said?.[1]
}

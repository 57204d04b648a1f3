/** What can go wrong, as a caller tells cases apart. The set is closed: a new kind of failure is one of these. */
export const errorCodes = [
  'invalid_input',
  'unauthorized',
  'forbidden',
  'not_found',
  'unreachable',
  'timeout',
  'bad_query',
  'too_large',
  'rate_limited',
  'upstream',
  'conflict',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

export interface AppErrorOptions {
  /** The next step, written for whoever reads the error: an operator or a model. */
  hint?: string
  /** Whether the same call may succeed later unchanged. Defaults to what the code implies. */
  retryable?: boolean
  /** How long to wait before trying again, where the upstream said so. */
  retryAfterSeconds?: number
  cause?: unknown
}

const retryableCodes: ReadonlySet<ErrorCode> = new Set(['unreachable', 'timeout', 'rate_limited', 'upstream'])

/**
 * The one error that is thrown on purpose. Its message and hint reach users and models, so they never hold a secret;
 * `cause` keeps the origin for the log.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly retryable: boolean
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.retryable = options.retryable ?? retryableCodes.has(code)
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** What a client is shown of an error. */
export interface ErrorReport {
  code: ErrorCode
  message: string
  hint?: string
  retryable: boolean
  retryAfterSeconds?: number
}

/** The public face of any thrown value: an `AppError` speaks for itself, anything else is a bug and says nothing. */
export function reportError(error: unknown): ErrorReport {
  if (!(error instanceof AppError)) {
    return {
      code: 'internal',
      message: 'The server failed to handle this request because of a bug in it.',
      hint: 'The server log holds the details; please report them.',
      retryable: false,
    }
  }
  const { code, message, hint, retryable, retryAfterSeconds } = error
  return {
    code,
    message: withoutControls(message),
    retryable,
    ...(hint === undefined ? {} : { hint: withoutControls(hint) }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}

/** What is quoted from files and upstreams must not steer a terminal; an excerpt of a query has lines. */
function withoutControls(text: string): string {
  return text.replace(/(?!\n)\p{Cc}/gu, ' ')
}

/** True for the error that an `AbortSignal` raises, which passes through every layer untouched. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

import { AppError, isAbort } from '@ocp-perf/errors'

const errnoPattern = /^E[A-Z]+$/

/**
 * What stands in the way of history, as an error that says what to do: a full disk, a folder that may not be written, a
 * damaged file, one from a newer version. Undefined for what is no trouble of the file or its folder.
 */
export function storageFailure(cause: unknown, path: string): AppError | undefined {
  if (!(cause instanceof Error) || isAbort(cause) || cause instanceof AppError) return undefined
  const errno = errnoOf(cause)
  const text = cause.message
  if (isOneOf(errno, ['ENOSPC', 'EDQUOT', 'EFBIG']) || /No space left|disk quota|File too large/i.test(text)) {
    return new AppError('unreachable', `No space is left for the history in ${path}.`, {
      hint: 'Free some space there, keep fewer days, or name another place with --db PATH; --no-history goes on without.',
      cause,
    })
  }
  if (
    isOneOf(errno, ['EACCES', 'EPERM', 'EROFS']) ||
    /Permission denied|Read-only file system|read-only mode/i.test(text)
  ) {
    return new AppError('forbidden', `The history in ${path} may not be written.`, {
      hint: 'Let this user write the file and its folder, or name another place with --db PATH.',
      cause,
    })
  }
  if (/version number|newer version of DuckDB|storage version/i.test(text)) return newerFormat(path, cause)
  if (
    /not a valid DuckDB|Corrupt database|checksum|Could not read enough bytes|Serialization Error|deserialize/i.test(
      text,
    )
  ) {
    return new AppError('upstream', `The history file ${path} is damaged.`, {
      hint: 'Move it away, and a new one is made with the next run; put back a copy if there is one.',
      retryable: false,
      cause,
    })
  }
  if (/^Out of Memory Error/.test(text)) {
    return new AppError('too_large', 'The history needs more memory for this than it may use.', {
      hint: 'Ask for a shorter time or fewer series.',
      cause,
    })
  }
  if (errno !== undefined || /^(IO|FATAL|Fatal|TransactionContext|INTERNAL) Error/.test(text)) {
    return new AppError('unreachable', `The history in ${path} cannot be used: ${firstLine(text)}`, {
      hint: 'Look at the file and its folder, or name another place with --db PATH.',
      cause,
    })
  }
  return undefined
}

/** The file was written by a program that knows more than this one. */
export function newerFormat(path: string, cause?: unknown): AppError {
  return new AppError('conflict', `The history file ${path} was written by a newer version of this program.`, {
    hint: 'Use that version, or name another file with --db PATH. Nothing in it was changed.',
    cause,
  })
}

/** The code of a failed system call, such as ENOENT. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && errnoPattern.test(error.code) ? error.code : undefined
}

function isOneOf(errno: string | undefined, codes: readonly string[]): boolean {
  return errno !== undefined && codes.includes(errno)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

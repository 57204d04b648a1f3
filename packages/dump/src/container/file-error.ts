import { AppError } from '@ocp-perf/errors'

/** What the operating system says about a file, as an error with a next step; any other error is returned as it is. */
export function fileError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return noSuchFile(path, error)
    case 'EACCES':
    case 'EPERM':
      return new AppError('forbidden', `${path} may not be read by this user.`, {
        hint: 'Make it readable, or run as a user who may read it.',
        cause: error,
      })
    default:
      return new AppError('upstream', `${path} could not be read (${String(error.code)}).`, {
        hint: 'Check the disk or the mount that holds it, and try again.',
        cause: error,
      })
  }
}

/** What is neither a file nor a folder: a pipe or a device may keep a reader waiting, or never end. */
export function notAFile(path: string): AppError {
  return new AppError('invalid_input', `${path} is neither a file nor a folder.`, {
    hint: 'Write what it gives to a file, and give the path of that.',
  })
}

export function noSuchFile(path: string, cause?: unknown): AppError {
  return new AppError('not_found', `There is no file ${path}.`, {
    hint: 'Give the path of a dump, or of a folder that holds one.',
    cause,
  })
}

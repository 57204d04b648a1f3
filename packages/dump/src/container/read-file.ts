import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { fileError, notAFile } from './file-error.ts'

export interface ReadFileOptions {
  signal?: AbortSignal | undefined
  /** Told the size of each part as it is given out. */
  onBytes?: ((count: number) => void) | undefined
}

const chunkSize = 2 ** 18
// What was a file when it was found may be a pipe by now, and opening one waits for whoever writes to it.
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * A regular file in parts, the next of which is being read while one is used. Each part is a buffer of its own.
 *
 * @throws AppError as `fileError`; `invalid_input` for a pipe or a device.
 */
export async function* readFile(path: string, { signal, onBytes }: ReadFileOptions = {}): AsyncGenerator<Buffer> {
  const file = await openRegular(path)
  const next = () => file.read(Buffer.allocUnsafeSlow(chunkSize), 0, chunkSize)
  let coming = next()
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead, buffer } = await coming
      if (bytesRead === 0) return
      coming = next()
      onBytes?.(bytesRead)
      yield buffer.subarray(0, bytesRead)
    }
  } catch (error) {
    throw fileError(path, error)
  } finally {
    // A read that nobody waits for must end before its file is closed; its own failure no longer matters.
    await coming.catch(() => undefined)
    await file.close()
  }
}

async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, withoutWaiting).catch((error: unknown) => {
    throw fileError(path, error)
  })
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw notAFile(path)
}

import { open } from 'node:fs/promises'
import { fileError } from './file-error.ts'

export interface ReadFileOptions {
  signal?: AbortSignal | undefined
  /** Told the size of each part as it is given out. */
  onBytes?: ((count: number) => void) | undefined
}

const chunkSize = 2 ** 18

/** A file in parts, the next of which is being read while one is used. Each part is a buffer of its own. */
export async function* readFile(path: string, { signal, onBytes }: ReadFileOptions = {}): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileError(path, error)
  })
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

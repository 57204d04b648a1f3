import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/** Writes a file that is there whole or not at all: under a temporary name, flushed to the disk, renamed. */
export async function writeWhole(path: string, text: string): Promise<void> {
  // Beside the file, since a rename is atomic within one file system only.
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    // What failed matters more than whether its remains could be removed.
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

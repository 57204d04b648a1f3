import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { runCommand } from '../machine/command.ts'
import { requireProgram } from '../machine/programs.ts'

// Sparse: what is not written takes no space. A write storm fills gigabytes in minutes, twice, as log and as database.
const imageBytes = 8 * 1024 ** 3

/** Mounts a file system of its own at `directory`, from a sparse file beside it, so that disk figures are per member. */
export async function mountOwnDisk(directory: string, signal?: AbortSignal): Promise<void> {
  const image = imageOf(directory)
  mkdirSync(directory, { recursive: true })
  const file = await open(image, 'w')
  try {
    await file.truncate(imageBytes)
  } finally {
    await file.close()
  }
  await runCommand([requireProgram('mkfs'), '-q', '-F', image], { timeoutMs: 60_000, signal })
  await runCommand([requireProgram('mount'), '-o', 'loop', image, directory], { signal })
}

/** Unmounts and removes what {@link mountOwnDisk} made; what is gone already is no error. */
export async function removeOwnDisk(directory: string): Promise<void> {
  if (isMounted(directory)) await runCommand(['umount', directory])
  rmSync(directory, { recursive: true, force: true })
  rmSync(imageOf(directory), { force: true })
}

const imageOf = (directory: string): string => `${directory}.img`

function isMounted(directory: string): boolean {
  if (!existsSync(directory)) return false
  // The kernel writes spaces and backslashes of a mount point as octal escapes.
  const escaped = directory.replaceAll('\\', '\\134').replaceAll(' ', '\\040')
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .some((line) => line.split(' ')[1] === escaped)
}

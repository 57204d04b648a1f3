import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { requireProgram } from '@ocp-perf/lab/testing'

/** Writes all that a lab's Prometheus holds to a file, beside the running server, as a customer would. */
export async function takeDump(labDirectory: string, file: string): Promise<void> {
  const data = join(labDirectory, 'data', 'prometheus')
  // Newer promtools link the data into a folder of this name, which must lie on the same file system.
  const cwd = join(labDirectory, 'dump')
  await mkdir(join(cwd, 'data'), { recursive: true })
  // `tsdb dump` is in every promtool; newer ones have `dump-openmetrics` beside it.
  const running = promisify(execFile)(requireProgram('promtool'), ['tsdb', 'dump', data], {
    cwd,
    maxBuffer: 2 ** 30,
    timeout: 60_000,
  })
  const { stdout } = await running
  await new Promise<void>((resolve, reject) => {
    createWriteStream(file).once('error', reject).end(stdout, resolve)
  })
}

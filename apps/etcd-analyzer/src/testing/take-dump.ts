import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { requireProgram } from '@ocp-perf/lab/testing'

/** Writes all that a lab's Prometheus holds to a file, beside the running server, as a customer would. */
export async function takeDump(labDirectory: string, file: string): Promise<void> {
  const data = join(labDirectory, 'data', 'prometheus')
  // Newer promtools keep scratch files in a folder of this name, which older ones cannot be told of.
  const cwd = dirname(file)
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

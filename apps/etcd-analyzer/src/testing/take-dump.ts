import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { requireProgram } from '@ocp-perf/lab/testing'

/** Writes all that a lab's Prometheus holds to a file, beside the running server, as a customer would. */
export async function takeDump(labDirectory: string, path: string): Promise<void> {
  const data = join(labDirectory, 'data', 'prometheus')
  // Newer promtools link the data into a folder of this name, which must lie on the same file system.
  const cwd = join(labDirectory, 'dump')
  await mkdir(join(cwd, 'data'), { recursive: true })
  const file = await open(path, 'w')
  try {
    // `tsdb dump` is in every promtool; newer ones have `dump-openmetrics` beside it.
    const promtool = spawn(requireProgram('promtool'), ['tsdb', 'dump', data], {
      cwd,
      // Straight to the file: a long-lived lab's dump is larger than a string may be.
      stdio: ['ignore', file.fd, 'inherit'],
      timeout: 60_000,
    })
    const [code, signal] = await once(promtool, 'close')
    if (code !== 0) throw new Error(`promtool tsdb dump ended with ${code ?? signal}`)
  } finally {
    await file.close()
  }
}

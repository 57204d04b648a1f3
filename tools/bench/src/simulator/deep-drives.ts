import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

const childTimeoutMs = 180_000

const deepDrivesSchema = z.object({
  /** Milliseconds of the first one, in which what lies in the past is made. */
  first: z.number(),
  /** Milliseconds of each further one. */
  later: z.array(z.number()),
  /** Milliseconds of the rules over each of them. */
  analysis: z.array(z.number()),
  /** How many metrics had an answer. */
  metrics: z.number(),
  /** The most memory that the process ever had. */
  peakBytes: z.number(),
})
export type DeepDrives = z.infer<typeof deepDrivesSchema>

/** What deep drives of a domain cost on a simulated cluster of so many nodes, measured in a process of its own. */
export async function deepDrives(
  nodes: number,
  domain = 'etcd',
  scenario = 'slow-disk-one-member',
): Promise<DeepDrives> {
  const child = fileURLToPath(new URL('./deep-drive-child.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...process.execArgv, child, String(nodes), domain, scenario],
    {
      timeout: childTimeoutMs,
    },
  )
  return deepDrivesSchema.parse(JSON.parse(stdout))
}

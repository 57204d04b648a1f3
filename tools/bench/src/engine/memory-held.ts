import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { BenchResult } from '../bench.ts'

const childTimeoutMs = 120_000

const heldSchema = z.object({ samples: z.number(), series: z.number(), columns: z.number(), heap: z.number() })

/** What a store holds for a sample and for the labels of a series, measured in a process of its own. */
export async function memoryHeld(): Promise<BenchResult[]> {
  const child = fileURLToPath(new URL('./memory-child.ts', import.meta.url))
  const argv = [...process.execArgv, '--expose-gc', child]
  const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: childTimeoutMs })
  const { samples, series, columns, heap } = heldSchema.parse(JSON.parse(stdout))
  return [
    {
      label: 'held for a sample',
      value: columns / samples,
      unit: 'bytes',
      target: { atMost: 16 },
      note: 'array buffers alive after a collection; series of one scrape share their times',
    },
    { label: 'held for a series beside its samples', value: heap / series, unit: 'bytes', note: 'labels and index' },
    { label: 'held for a sample, labels and index included', value: (columns + heap) / samples, unit: 'bytes' },
  ]
}

/**
 * Sends a bounded load to etcd and prints its summary as one line of JSON when it ends, by itself or on SIGTERM.
 *
 *   load --endpoints URL,URL... [--mode put|range|mix|big] [--rate N] [--size BYTES] [--seconds N] ...
 */
import { parseArgs } from 'node:util'
import { runLoad } from '../load/generator.ts'
import type { LoadMode } from '../load/options.ts'

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    endpoints: text,
    mode: text,
    rate: text,
    size: text,
    seconds: text,
    prefix: text,
    keys: text,
    concurrency: text,
    seed: text,
  },
})
const { endpoints = '', mode, prefix, ...figures } = values
const numbers = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value)]))
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())
// The mode is checked where the options are resolved.
const summary = await runLoad(
  endpoints.split(','),
  { ...numbers, prefix, mode: mode as LoadMode | undefined },
  stop.signal,
)
process.stdout.write(`${JSON.stringify(summary)}\n`)
process.exit(0)

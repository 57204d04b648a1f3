import { readFileSync } from 'node:fs'
import { decodeMatrix } from '@ocp-perf/promql'
import { byJsonParse } from './by-json-parse.ts'

// Run as a process of its own with --expose-gc: `heap-child <scan|json> <file with a reply>`. Prints bytes as JSON.
const [, , way, file = ''] = process.argv

const body = readFileSync(file)
// The first call loads and compiles what is not to be counted.
const small = Buffer.from('{"status":"success","data":{"resultType":"matrix","result":[]}}')
const decode = way === 'scan' ? decodeMatrix : byJsonParse
decode(small)

const before = liveBytes()
const peakBefore = process.resourceUsage().maxRSS
const decoded = decode(body)
const peakAfter = process.resourceUsage().maxRSS
const live = liveBytes() - before
// Named after the measurement, so that nothing of it can be collected earlier.
const kept = 'series' in decoded ? decoded.series.length : decoded.columns.length
process.stdout.write(JSON.stringify({ live, peak: (peakAfter - peakBefore) * 1024, kept, body: body.length }))

/** Objects on the heap and array buffers beside it, after a collection. */
function liveBytes(): number {
  if (global.gc === undefined) throw new Error('This process needs --expose-gc.')
  global.gc()
  global.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

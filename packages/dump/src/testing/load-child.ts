import { loadDump } from '../load-dump.ts'

// Run as a process of its own: `load-child <path>`. Prints what was loaded and the most memory that it took, as JSON.
const [, , path = ''] = process.argv

const before = process.resourceUsage().maxRSS
const start = performance.now()
const { report } = await loadDump(path)
const seconds = (performance.now() - start) / 1000
const after = process.resourceUsage().maxRSS
process.stdout.write(JSON.stringify({ report, seconds, growthMiB: (after - before) / 1024, peakMiB: after / 1024 }))

import '@ocp-perf/mcp-kit/small-heap'
import { createLogger } from '@ocp-perf/http'
import { serveHttp, toolFor } from '@ocp-perf/mcp-kit'
import { trivial } from './trivial.ts'

const add = toolFor<undefined>()({
  ...trivial,
  effect: 'read',
  run: async ({ left, right }) => ({ sum: left + right }),
  summarize: ({ sum }) => String(sum),
})

const sessions = process.argv.includes('--sessions') ? { ttlSeconds: 60, max: 10_000 } : undefined
await serveHttp(
  { name: 'kit', title: 'Kit', version: '1', instructions: '', tools: [add], context: undefined },
  { port: 0, sessions, log: createLogger({ name: 'kit', level: 'info' }) },
)

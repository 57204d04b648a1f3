import { createLogger } from '@ocp-perf/http'
import { serveStdio } from '../serve-stdio.ts'
import { exampleServer } from './example-server.ts'

const log = createLogger({ name: 'example' })
// What a careless dependency would do.
setTimeout(() => process.stdout.write('a stray line\n'), 50).unref()
await serveStdio(
  exampleServer((tool) => log.info({ tool }, 'Cancelled')),
  { log },
)
log.info({}, 'Ended')

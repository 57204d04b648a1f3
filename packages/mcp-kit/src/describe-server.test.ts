import { exampleServer } from './testing/example-server.ts'
import { describeServer } from './testing/index.ts'

// `fail` is destructive, so it is listed but not called.
describeServer('the example server', () => exampleServer(), { args: { greet: { name: 'Ada' } } })

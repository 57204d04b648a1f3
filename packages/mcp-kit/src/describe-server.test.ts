import { exampleServer } from './testing/example-server.ts'
import { describeServer } from './testing/index.ts'

// `dawdle` and `fail` do not only read, so they are listed but not called.
describeServer('the example server', () => exampleServer(), { args: { greet: { name: 'Ada' } } })

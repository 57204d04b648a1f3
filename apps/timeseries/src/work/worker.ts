import { parentPort } from 'node:worker_threads'
import { z } from 'zod'
import { ownBuffers } from './send-columns.ts'
import { tasks } from './tasks.ts'

const messageSchema = z.object({ name: z.enum(Object.keys(tasks) as [keyof typeof tasks]), input: z.unknown() })

parentPort?.on('message', (message: unknown) => {
  try {
    const { name, input } = messageSchema.parse(message)
    const task: (input: never) => unknown = tasks[name]
    const result = task(input as never)
    parentPort?.postMessage({ result }, ownBuffers(result))
  } catch (error) {
    // What a task throws is a bug; the thread that asked throws it on, where it is logged.
    parentPort?.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})

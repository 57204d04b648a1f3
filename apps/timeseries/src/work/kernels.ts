import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { shareColumns } from './send-columns.ts'
import { type TaskName, type Tasks, tasks } from './tasks.ts'

/** Hands for long work: what is quick is done at once, what is not by a thread, so that the server goes on answering. */
export interface Kernels {
  run<Name extends TaskName>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    options: { points: number; signal: AbortSignal },
  ): Promise<ReturnType<Tasks[Name]>>
  close(): Promise<void>
}

/** So few points take the slowest of the tasks some 40 ms, which is what others may be made to wait. */
const usualQuickPoints = 3_000
const mostThreads = 2
/** More points than one call may have in memory, beside those of the calls next to it. */
const mostPoints = 5_000_000

const replySchema = z.object({ result: z.unknown() }).or(z.object({ failure: z.string() }))

/** Threads are started on first use and kept; one whose call was given up is ended with its work. */
export function createKernels({ quickPoints = usualQuickPoints }: { quickPoints?: number } = {}): Kernels {
  const idle: Worker[] = []
  const waiting: (() => void)[] = []
  let busy = 0

  async function take(): Promise<Worker> {
    while (busy >= mostThreads) await new Promise<void>((resolve) => waiting.push(resolve))
    busy++
    return idle.pop() ?? startWorker()
  }

  function leave(worker: Worker | undefined): void {
    busy--
    if (worker !== undefined) idle.push(worker)
    waiting.shift()?.()
  }

  return {
    run: async (name, input, { points, signal }) => {
      signal.throwIfAborted()
      refuseTooMany(points)
      const task: (input: never) => unknown = tasks[name]
      // The table's own types say that this name's task takes this input and gives this result.
      if (points <= quickPoints) return task(input as never) as ReturnType<Tasks[typeof name]>
      const message = { name, input: await shareColumns(input) }
      const worker = await take()
      if (signal.aborted) leave(worker)
      signal.throwIfAborted()
      const outcome = await ask(worker, message, signal)
      leave(outcome.alive ? worker : undefined)
      if ('error' in outcome) throw outcome.error
      return outcome.result as ReturnType<Tasks[typeof name]>
    },
    close: async () => {
      await Promise.all(idle.splice(0).map((worker) => worker.terminate()))
    },
  }
}

function refuseTooMany(points: number): void {
  if (points <= mostPoints) return
  const [asked, most] = [points, mostPoints].map((each) => each.toLocaleString('en-US'))
  throw new AppError('too_large', `${asked} points are more than the ${most} of one call.`, {
    hint: 'Ask for a longer step, a shorter window or fewer series: aggregate them (sum, max) or take topk(50, …).',
  })
}

type Outcome = { alive: true; result: unknown } | { alive: boolean; error: unknown }

function ask(worker: Worker, message: unknown, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const end = (outcome: Outcome) => {
      signal.removeEventListener('abort', giveUp)
      worker.off('message', answer).off('error', fail).off('exit', vanish)
      worker.unref()
      resolve(outcome)
    }
    const giveUp = () => {
      void worker.terminate()
      end({ alive: false, error: signal.reason })
    }
    const answer = (reply: unknown) => {
      const parsed = replySchema.parse(reply)
      if ('failure' in parsed) end({ alive: true, error: new Error(parsed.failure) })
      else end({ alive: true, result: parsed.result })
    }
    const fail = (error: unknown) => end({ alive: false, error })
    const vanish = () => fail(new Error('The thread ended in the middle of its work.'))
    signal.addEventListener('abort', giveUp, { once: true })
    worker.on('message', answer).on('error', fail).on('exit', vanish)
    worker.ref()
    worker.postMessage(message)
  })
}

function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url))
  // A thread takes its loader for sources by what it runs first, and not by flags as a process does.
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href
  const worker = new URL('./worker.ts', import.meta.url).href
  const begin = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(worker)}) })`
  return new Worker(begin, { eval: true, execArgv: ['--conditions=@ocp-perf/source'] })
}

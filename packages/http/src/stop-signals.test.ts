import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { stopOnSignals } from './stop-signals.ts'

const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }

afterEach(() => vi.restoreAllMocks())

/** Our listeners by event: the test's own process must not hear of what they are for. */
function watch(stop = async () => {}) {
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as () => never)
  const on = vi.spyOn(process, 'on')
  const before = process.listenerCount('disconnect')
  const stopped = vi.fn(stop)
  const remove = stopOnSignals(stopped, log)
  const emit = (event: string) => on.mock.calls.find(([name]) => name === event)?.[1](event)
  return { exit, stopped, remove, emit, left: () => process.listenerCount('disconnect') - before }
}

test('a signal stops in order, a second one at once', async () => {
  const { exit, remove, emit } = watch()
  emit('SIGTERM')
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(0))
  emit('SIGTERM')
  expect(exit).toHaveBeenLastCalledWith(1)
  remove()
})

test('a parent that is gone leaves no server behind, and does not hurry one that stops', async () => {
  const { exit, stopped, remove, emit, left } = watch()
  emit('disconnect')
  emit('disconnect')
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(0))
  expect(exit).toHaveBeenCalledTimes(1)
  expect(stopped).toHaveBeenCalledTimes(1)
  remove()
  expect(left()).toBe(0)
})

/** Listens only when its parent is long gone, and else lives for a while. */
const late = `
import { stopOnSignals } from ${JSON.stringify(new URL('./stop-signals.ts', import.meta.url).href)}
const quiet = () => {}
if (process.connected) await new Promise((resolve) => process.once('disconnect', resolve))
stopOnSignals(async () => {}, { debug: quiet, info: quiet, warn: quiet, error: quiet })
setTimeout(() => process.exit(7), 5000)
`

test('nor does one that was gone before anybody listened', async () => {
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', late]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  child.disconnect()
  expect(await ended).toEqual([0, null])
})

test('a stop that fails ends the process all the same', async () => {
  const { exit, remove, emit } = watch(() => Promise.reject(new Error('stuck')))
  emit('SIGTERM')
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(1))
  remove()
})

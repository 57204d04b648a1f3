import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
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

test('nor does one that was gone before anybody listened', async () => {
  const { send, connected } = process
  Object.assign(process, { send: () => true, connected: false })
  onTestFinished(() => void Object.assign(process, { send, connected }))
  const { exit, stopped, remove } = watch()
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(0))
  expect(stopped).toHaveBeenCalledTimes(1)
  remove()
})

test('a stop that fails ends the process all the same', async () => {
  const { exit, remove, emit } = watch(() => Promise.reject(new Error('stuck')))
  emit('SIGTERM')
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(1))
  remove()
})

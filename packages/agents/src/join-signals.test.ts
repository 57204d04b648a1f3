import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test, vi } from 'vitest'
import { joinSignals } from './join-signals.ts'

test('it ends with the first of the others, for the same reason', () => {
  const [one, two] = [new AbortController(), new AbortController()]
  const { signal, isLate } = joinSignals([one.signal, two.signal], 1000)
  expect(signal.aborted).toBe(false)
  two.abort('enough')
  one.abort('too late')
  expect([signal.reason, isLate()]).toEqual(['enough', false])
  expect(joinSignals([two.signal]).signal.reason).toBe('enough')
})

test('it ends after its time, and says so', async () => {
  const { signal, isLate } = joinSignals([new AbortController().signal], 5)
  await vi.waitFor(() => expect(signal.aborted).toBe(true))
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
  expect(isLate()).toBe(true)
})

test('once it is released nothing ends it', async () => {
  const one = new AbortController()
  const { signal, release } = joinSignals([one.signal], 5)
  release()
  one.abort()
  await delay(20)
  expect(signal.aborted).toBe(false)
})

test('what was left listening to it goes with it', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const long = new AbortController()
  const use = () => {
    const held = { text: 'what a listener holds' }
    const { signal, release } = joinSignals([long.signal], 60_000)
    signal.addEventListener('abort', () => held.text)
    release()
    return new WeakRef(held)
  }
  const held = use()
  await vi.waitFor(() => {
    collect()
    // Not the object itself, which a failure would hold.
    expect(held.deref() === undefined).toBe(true)
  }, 5000)
})

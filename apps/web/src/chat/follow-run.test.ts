import type { ChatEvent } from '@ocp-perf/agents/contract'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collect } from '../testing/collect.ts'
import { type StartedAgent, startScriptedAgent } from '../testing/start-scripted-agent.ts'
import { askQuestion, followRun } from './follow-run.ts'

// A browser resolves addresses by its page; here they are given the scripted agent's.
let started: StartedAgent
beforeEach(async () => {
  started = await startScriptedAgent({ page: '/nowhere', pace: 0 })
  const real = globalThis.fetch
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => real(new URL(path, started.address), init))
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await started.stop()
})

const pausesMs = [1, 1, 1]
const textOf = (events: readonly ChatEvent[]) =>
  events.flatMap((event) => (event.type === 'message_delta' ? [event.text] : [])).join('')

test('an answer whose stream is cut is the same as one that is not, and the cut is told', async () => {
  const follow = { signal: AbortSignal.timeout(5000), pausesMs }
  const states: string[] = []
  const whole = await collect(askQuestion({ question: 'why slow?' }, follow))
  const cut = await collect(
    askQuestion({ question: 'why slow? cut' }, { ...follow, onConnection: (state) => states.push(state) }),
  )
  expect(textOf(cut)).toBe(textOf(whole))
  expect(cut.map(({ type }) => type)).toEqual(whole.map(({ type }) => type))
  expect(states).toContain('open')
})

test('a run that nobody knows is an error and not tried again', async () => {
  const follow = { signal: AbortSignal.timeout(5000), pausesMs }
  await expect(followRun('run-77', 0, follow).next()).rejects.toMatchObject({ code: 'not_found' })
})

test('an agent that is gone is tried a few times and then told of', async () => {
  await started.stop()
  const lost: string[] = []
  const follow = { signal: AbortSignal.timeout(5000), pausesMs, onConnection: (state: string) => lost.push(state) }
  await expect(followRun('run-1', 0, follow).next()).rejects.toMatchObject({ code: 'unreachable' })
  expect(lost).toEqual(['lost', 'lost', 'lost'])
})

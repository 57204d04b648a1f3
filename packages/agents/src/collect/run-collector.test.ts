import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Collector } from './create-collector.ts'
import type { Round } from './round.ts'
import { runCollector } from './run-collector.ts'

const every = 60

/** A collector whose rounds take as long as they are told, on a clock that runs a thousand times as fast. */
function setUp({ takes = [] as number[], older = 0 } = {}) {
  const began = performance.now()
  const now = () => 1_795_953_600 + 16 + (performance.now() - began)
  const events: string[] = []
  let underWay = 0
  const work = async (kind: Round['kind'], seconds: number): Promise<Round> => {
    const startedAt = now()
    if (++underWay > 1) events.push('overlap')
    events.push(kind)
    await delay(seconds)
    underWay--
    return { kind, startedAt, seconds: now() - startedAt, outcomes: [], left: older }
  }
  const collector: Collector = {
    round: async () => await work('round', takes.shift() ?? 1),
    fill: async () => (older-- > 0 ? await work('backfill', 1) : undefined),
    newest: () => [],
  }
  const run = async (once: boolean, signal = new AbortController().signal) =>
    await runCollector(collector, {
      every,
      once,
      onRound: () => {},
      onLate: () => events.push('late'),
      signal,
      now,
      random: () => 0,
    })
  return { events, run }
}

test('once is a round and all that is missing before it', async () => {
  const { events, run } = setUp({ older: 1 })
  await run(true)
  expect(events).toEqual(['round', 'backfill'])
})

test('a round that takes until after the next one was due makes that one wait, is told, and comes before older windows', async () => {
  const { events, run } = setUp({ takes: [150], older: 1 })
  const stopping = new AbortController()
  const running = run(false, stopping.signal)
  await expect.poll(() => events.filter((event) => event === 'round').length).toBeGreaterThan(1)
  stopping.abort()
  await expect(running).rejects.toThrow()
  expect(events.slice(0, 3)).toEqual(['round', 'late', 'round'])
  expect(events).not.toContain('overlap')
})

import { chatRequestSchema } from '@ocp-perf/agents/contract'
import { expect, test } from 'vitest'
import { ownTimeZone } from './time-zone.ts'

test('a browser’s zone is said by its name, and by its offset where it has none that is known', () => {
  expect(ownTimeZone('Europe/Berlin', 60)).toBe('Europe/Berlin')
  expect(ownTimeZone('Etc/Unknown', 345)).toBe('+05:45')
  expect(ownTimeZone('Nowhere', -210)).toBe('-03:30')
})

test('whatever is said is what the agent takes', () => {
  expect(chatRequestSchema.shape.time_zone.safeParse(ownTimeZone()).success).toBe(true)
})

import { expect, test } from 'vitest'
import type { NamedFault } from '../../injection/fault.ts'
import { loadFaults } from '../../injection/fault-list.ts'
import type { PlanEntry } from './plan-schema.ts'
import { planSteps } from './plan-steps.ts'

const faults = await loadFaults()

function entry(name: string, more: Partial<PlanEntry> = {}): PlanEntry {
  return { name, load: { mode: 'put', rate: 100, size: 500 }, quiet: 75, fresh: false, ...more }
}

const restarts = (...entries: PlanEntry[]) => planSteps(entries, faults).map(({ restart }) => restart)

test('entries keep their order, and the first needs a lab', () => {
  const steps = planSteps([entry('b'), entry('a')], faults)
  expect(steps.map(({ entry: { name } }) => name)).toEqual(['b', 'a'])
  expect(steps.map(({ restart }) => restart)).toEqual(['first', undefined])
})

test('a lab serves on after a fault that leaves nothing behind', () => {
  expect(restarts(entry('a', { fault: 'slow-fsync' }), entry('b', { fault: 'cpu-starvation' }))).toEqual([
    'first',
    undefined,
  ])
})

test.each(['database-full', 'fragmentation', 'defrag', 'write-storm', 'partition', 'member-down', 'peer-latency'])(
  'after %s comes a new lab, once',
  (fault) => {
    expect(restarts(entry('a', { fault }), entry('b'), entry('c'))).toEqual(['first', 'traces', undefined])
  },
)

test('another load, and a recording of a fresh lab, get a new lab', () => {
  const other = { mode: 'put', rate: 60, size: 500 } as const
  expect(restarts(entry('a'), entry('b', { load: other }), entry('c', { load: other, fresh: true }))).toEqual([
    'first',
    'load',
    'fresh',
  ])
})

test('a fault that nobody described leaves no traces', () => {
  const none: NamedFault[] = []
  expect(planSteps([entry('a', { fault: 'defrag' }), entry('b')], none)[1]?.restart).toBeUndefined()
})

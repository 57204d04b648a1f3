import { expect, test } from 'vitest'
import { allWell, catalog, cause, diagnosis, healthy, truth } from '../testing/samples.ts'
import { judge } from './outcome.ts'
import { ratio, sortCauses, summarize } from './summary.ts'

const judged = (of = truth(), said = diagnosis(), took = 0.2) =>
  judge(of, { diagnosis: said, interval: 5 }, took, catalog)

test('shares count what could be judged, and the matrix what was named for what', () => {
  const wrong = diagnosis({ causes: [cause({ id: 'cpu-starvation' })] })
  const late = diagnosis({ causes: [cause({ members: ['m1'], onset: null })] })
  const summary = summarize([
    judged(truth(), diagnosis(), 0.1),
    judged(truth({ name: 'b' }), wrong, 0.9),
    judged(truth({ name: 'c' }), late),
    judged(healthy, allWell),
    judged({ ...healthy, name: 'd' }, diagnosis()),
  ])
  expect(summary).toMatchObject({
    accuracy: { count: 3, of: 5 },
    falseAlarms: ['d'],
    members: { count: 1, of: 2 },
    onsets: { count: 1, of: 2 },
    took: { median: 0.2, max: 0.9 },
  })
  expect([...summary.matrix].map(([expected, row]) => [expected, [...row]])).toEqual([
    [
      'slow-disk',
      [
        ['slow-disk', 2],
        ['cpu-starvation', 1],
      ],
    ],
    [
      'none',
      [
        ['none', 1],
        ['slow-disk', 1],
      ],
    ],
  ])
})

test('health comes last among causes, and each comes once', () => {
  expect(sortCauses(['none', 'slow-disk', 'defrag', 'none'])).toEqual(['defrag', 'slow-disk', 'none'])
})

test('of nothing all is right', () => {
  expect(ratio({ count: 0, of: 0 })).toBe(1)
  expect(ratio({ count: 1, of: 4 })).toBe(0.25)
})

import { expect, test } from 'vitest'
import { explainAlert } from './explain.ts'
import type { Alert } from './incidents.ts'

const alert: Alert = {
  index: 7,
  time: 1_757_000_000,
  value: 12.3,
  score: 1.2,
  side: 'up',
  view: 'value',
  expected: { low: 1.9, high: 11.9, center: 6 },
  against: 'the last 14 days',
  suppressed: 0,
  until: 1_757_000_000,
}

test.each([
  [{}, 'highest value of the last 14 days by 4 % of their range (12.3, up to 11.9 before)'],
  [{ value: 11.9001 }, 'highest value of the last 14 days (11.9, up to 11.9 before)'],
  [{ value: 112 }, 'highest value of the last 14 days by 10 times their range (112, up to 11.9 before)'],
  [{ side: 'down', value: 0 }, 'lowest value of the last 14 days by 19 % of their range (0, down to 1.9 before)'],
  [{ view: 'spread' }, '12.3 is far above 6, the middle of the last 14 days, where up to 11.9 is usual'],
  [
    { view: 'season', side: 'down', value: -3 },
    '-3 is far below 6, which is usual at this time of day in the last 14 days (no less than 1.9)',
  ],
  [{ view: 'level' }, 'its level rose as it never did in the last 14 days (12.3 after a level of 6)'],
  [{ view: 'day-before' }, 'never so far above the day before in the last 14 days (12.3, 6 a day earlier)'],
  [{ view: 'spread', expected: { low: 7, high: 7, center: 7 } }, '12.3, where the last 14 days had nothing but 7'],
] as const)('%j is said in a sentence', (part, said) => {
  expect(explainAlert({ ...alert, ...part })).toBe(said)
})

test('values are written as the caller writes them', () => {
  const text = explainAlert(alert, (value) => `${value * 1000} ms`)
  expect(text).toContain('(12300 ms, up to 11900 ms before)')
})

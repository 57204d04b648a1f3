import { expect, test } from 'vitest'
import { age } from './age.ts'

const minute = 60
const hour = 3600
const day = 86_400

test.each([
  [0, '0s'],
  [119, '119s'],
  [2 * minute, '2m'],
  [2 * minute + 5, '2m5s'],
  [10 * minute + 59, '10m'],
  [3 * hour + 20 * minute, '3h20m'],
  [8 * hour + minute, '8h'],
  [2 * day + 5 * hour, '2d5h'],
  [8 * day + 5 * hour, '8d'],
  [800 * day, '2y70d'],
  [9 * 365 * day, '9y'],
  [-5, '0s'],
])('%d seconds are shown as kubectl shows them: %s', (seconds, text) => {
  expect(age(1_700_000_000 - seconds, 1_700_000_000)).toBe(text)
})

import { expect, test } from 'vitest'
import { createIncidentBudget } from './incident-budget.ts'

const day = 86_400

test('five incidents in fourteen days are free, one more has to be a quarter worse', () => {
  const budget = createIncidentBudget()
  const peaks = [2, 3, 4, 5, 6].map((score, index) => budget.against(index * day, score))
  expect(peaks).toEqual([2, 3, 4, 5, 6])
  expect(budget.against(5 * day, 2.4)).toBeLessThan(1)
  // The one before is an incident too, which makes 2.4 the fifth worst of six.
  expect(budget.against(6 * day, -3.1)).toBe(-3.1 / (1.25 * 2.4))
})

test('what belongs to an incident does not compete with it, and what is inside is none', () => {
  const budget = createIncidentBudget()
  for (let minute = 0; minute < 600; minute++) expect(budget.against(minute * 60, 3)).toBe(3)
  expect(budget.against(20 * day, 0.4)).toBe(0.4)
  expect(budget.against(20 * day, Number.NaN)).toBeNaN()
})

test('after fourteen days an incident is forgotten', () => {
  const budget = createIncidentBudget()
  for (let index = 0; index < 5; index++) budget.against(index * day, 9)
  expect(budget.against(10 * day, 2)).toBeLessThan(1)
  expect(budget.against(30 * day, 2)).toBe(2)
})

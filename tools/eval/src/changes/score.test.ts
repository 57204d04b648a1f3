import { expect, test } from 'vitest'
import { covering, f1 } from './score.ts'

test('who marks nothing is right with nothing, and one wrong change is one of two', () => {
  expect(f1([[], []], [])).toBe(1)
  // Precision 1/2 (the start is right), recall 1.
  expect(f1([[], []], [50])).toBeCloseTo(2 / 3, 12)
})

test('a change within five samples is found, one beyond is not', () => {
  expect(f1([[50]], [55])).toBe(1)
  expect(f1([[50]], [45])).toBe(1)
  // Precision 1/2, recall 1/2.
  expect(f1([[50]], [56])).toBe(0.5)
})

test('annotators who disagree are averaged in recall, and any of them makes a change right', () => {
  // Precision 2/2; recall (2/2 + 1/1 + 1/2) / 3.
  const recall = (1 + 1 + 0.5) / 3
  expect(f1([[50], [], [80]], [50])).toBeCloseTo((2 * recall) / (1 + recall), 12)
})

test('one change serves one mark', () => {
  // Marks of all: 0, 48, 52; found 0, 50. Precision 2/2, recall (2/3).
  expect(f1([[48, 52]], [50])).toBeCloseTo((2 * (2 / 3)) / (1 + 2 / 3), 12)
})

test('covering is the overlap of stretches, weighed by their length', () => {
  expect(covering([[50]], [50], 100)).toBe(1)
  // 50 of 100 for either half.
  expect(covering([[50]], [], 100)).toBeCloseTo(0.5, 12)
  // First stretch 40/50, second 50/60.
  expect(covering([[50]], [40], 100)).toBeCloseTo(0.5 * (40 / 50) + 0.5 * (50 / 60), 12)
  expect(covering([[50], []], [50], 100)).toBeCloseTo((1 + 0.5) / 2, 12)
})

import { expect, test } from 'vitest'
import { missingFor, realRequired, realVariables } from './real-environment.ts'

const leftOut = { [realVariables.leftOut]: JSON.stringify({ kubectl: 'none is here' }) }

test('a suite misses only what it asks for', () => {
  expect(missingFor(['lab'], leftOut)).toEqual([])
  expect(missingFor(['lab', 'kubectl'], leftOut)).toEqual(['kubectl: none is here'])
})

test('without the global setup everything is missing', () => {
  expect(missingFor(['lab'], {})).toHaveLength(1)
})

test('only 1 makes left-out suites fail', () => {
  expect(realRequired({ [realVariables.required]: '1' })).toBe(true)
  expect(realRequired({ [realVariables.required]: '0' })).toBe(false)
  expect(realRequired({})).toBe(false)
})

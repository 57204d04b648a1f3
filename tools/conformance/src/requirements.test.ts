import { expect, test } from 'vitest'
import { requiredScenarios, shortcomings } from './requirements.ts'
import { revisions } from './suite.ts'

const failure = (untestable: boolean) => ({ check: 'check-1', message: 'Broken.', untestable })
const result = (untestable: boolean) => [{ scenario: 'ping', passed: 1, failures: [failure(untestable)] }]

test('a failed check falls short, with its message', () => {
  expect(shortcomings(result(false), ['ping'], 'any-server')).toEqual(['ping: check-1: Broken.'])
})

test('a scenario that did not run falls short', () => {
  expect(shortcomings([], ['ping'], 'scored')).toEqual(['ping: did not run'])
})

test('a scenario that ran and checked nothing falls short: nothing is shown by it', () => {
  const skipped = [{ scenario: 'ping', passed: 0, failures: [] }]
  expect(shortcomings(skipped, ['ping'], 'any-server')).toEqual(['ping: checked nothing'])
  const untestable = [{ scenario: 'ping', passed: 0, failures: [failure(true)] }]
  expect(shortcomings(untestable, ['ping'], 'any-server')).toEqual(['ping: checked nothing'])
})

test('what cannot be tested without the fixture counts for the fixture alone', () => {
  expect(shortcomings(result(true), ['ping'], 'any-server')).toEqual([])
  expect(shortcomings(result(true), ['ping'], 'scored')).toHaveLength(1)
})

test('a scenario that does not count does not fall short', () => {
  expect(shortcomings(result(false), [], 'scored')).toEqual([])
})

test.each(revisions)('the scored scenarios of %s are those of the suite', async (revision) => {
  expect(await requiredScenarios(revision, 'scored')).toContain('tools-call-simple-text')
  expect(await requiredScenarios(revision, 'any-server')).not.toContain('tools-call-simple-text')
})

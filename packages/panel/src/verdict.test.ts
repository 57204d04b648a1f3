import { expect, test } from 'vitest'
import { compareVerdicts, verdictSchema, worstVerdict } from './verdict.ts'

test('no data and unknown are worse than ok and milder than any band', () => {
  expect(worstVerdict(['ok', 'unknown'])).toBe('unknown')
  expect(worstVerdict(['no_data', 'ok'])).toBe('no_data')
  expect(worstVerdict(['watch', 'no_data', 'unknown'])).toBe('watch')
  expect(worstVerdict(['degraded', 'critical', 'watch'])).toBe('critical')
})

test('nothing to judge is no data, never ok', () => {
  expect(worstVerdict([])).toBe('no_data')
})

test('verdicts sort worst first', () => {
  expect([...verdictSchema.options].sort(compareVerdicts)).toEqual([
    'critical',
    'degraded',
    'watch',
    'no_data',
    'unknown',
    'ok',
  ])
})

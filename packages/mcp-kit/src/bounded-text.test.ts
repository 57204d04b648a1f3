import fc from 'fast-check'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { expect, test } from 'vitest'
import { boundedText, estimateTokens } from './bounded-text.ts'

const word = fc.constantFrom(
  'etcd',
  'ip-10-0-12-5.ec2.internal',
  'critical',
  '12.3 ms',
  '8e9e05c52164694d',
  '≥',
  '99.97%',
  '·',
  'degraded:',
  '   ',
)
const generated = fc.string({ unit: fc.constantFrom(...'bcdfghjklmnpqrstvwxz2456789'), minLength: 5, maxLength: 10 })
const pods = fc.array(
  generated.map((suffix) => `- pod/etcd-guard-${suffix}: ok`),
  { minLength: 100, maxLength: 400 },
)
const line = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '))
const text = fc.array(line, { minLength: 1, maxLength: 600 }).map((lines) => lines.join('\n'))

test('the estimate is never below what the tokenizer counts, for the kinds of text that tools write', () => {
  fc.assert(
    fc.property(text, (sample) => {
      expect(estimateTokens(sample)).toBeGreaterThanOrEqual(countTokens(sample))
    }),
    { numRuns: 20 },
  )
})

test('no text is above 1,500 tokens, whatever a tool wrote', () => {
  fc.assert(
    fc.property(text, (sample) => {
      expect(countTokens(boundedText(sample))).toBeLessThanOrEqual(1_500)
    }),
    { numRuns: 20 },
  )
})

test('names that no tokenizer has words for do not get past the bound', () => {
  fc.assert(
    fc.property(pods, (lines) => {
      expect(countTokens(boundedText(lines.join('\n')))).toBeLessThanOrEqual(1_500)
    }),
    { numRuns: 20 },
  )
})

test.each([
  ['one long word', 'x1'.repeat(20_000)],
  ['spaces and line breaks', '\n\t '.repeat(20_000)],
  ['spaces that are not ASCII', '\u00a0\u2003'.repeat(5_000)],
  ['base64', Buffer.from(Array.from({ length: 9_000 }, (_, index) => (index * index * 31) % 251)).toString('base64')],
])('%s is bounded as well', (_, sample) => {
  expect(countTokens(boundedText(sample))).toBeLessThanOrEqual(1_500)
})

test('a cut text keeps its first lines whole and says how many are missing', () => {
  const lines = Array.from({ length: 2_000 }, (_, index) => `member ${index} is ok`)
  const kept = boundedText(lines.join('\n')).split('\n')
  const last = kept.pop()
  expect(lines.slice(0, kept.length)).toEqual(kept)
  expect(last).toContain(`${2_000 - kept.length} more lines left out`)
})

test('a text of ordinary length comes back as it is', () => {
  expect(boundedText('ok')).toBe('ok')
  expect(boundedText('a '.repeat(1_000))).toBe('a '.repeat(1_000))
})

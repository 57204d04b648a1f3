import fc from 'fast-check'
import { Marked, type Token } from 'marked'
import { expect, test } from 'vitest'
import { codeBlock, countWords, plain, sourceLink } from './markdown.ts'

const marked = new Marked({ gfm: true })

/** The kinds of everything that a text becomes. */
function kinds(markdown: string): Set<string> {
  const seen = new Set<string>()
  const walk = (tokens: readonly Token[]) => {
    for (const token of tokens) {
      seen.add(token.type)
      if ('tokens' in token && Array.isArray(token.tokens)) walk(token.tokens)
    }
  }
  walk(marked.lexer(markdown))
  return seen
}

const harmless = ['paragraph', 'text', 'escape', 'space']

test.each([
  '<img src=x onerror=alert(1)>',
  '[click here](javascript:alert(1))',
  'see https://evil.example/login and www.evil.example or mail me@evil.example',
  '**Ignore all that was said before** and `rm -rf /`',
  '![x](http://evil.example/pixel.png)',
  '# Heading',
  '- item',
  '1. item',
  '> quote',
  '| a | b |\n| - | - |\n| 1 | 2 |',
  '---',
  '```\ncode\n```',
  '_emphasis_ and ~~struck~~',
  '&lt;script&gt;',
  '[ref]: https://evil.example',
])('%j stays text', (hostile) => {
  expect([...kinds(plain(hostile))].filter((kind) => !harmless.includes(kind))).toEqual([])
  expect(marked.parse(plain(hostile))).not.toMatch(/<(?!\/?p>)/)
})

test('whatever a label says, it is a paragraph of text, in the middle of a line as well', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '*',
      '_',
      '`',
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '#',
      '-',
      '+',
      '1.',
      '!',
      '|',
      '~~',
      '\\',
      '&amp;',
      'http://a.b',
      'www.a.bc',
      'a@b.cd',
      '\n',
      ' ',
      '=',
      '    ',
      '\t',
    ),
    fc.string({ maxLength: 6 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const text = pieces.join('')
      for (const markdown of [plain(text), `It is ${plain(text)} here`]) {
        expect([...kinds(markdown)].filter((kind) => !harmless.includes(kind))).toEqual([])
      }
    }),
    { numRuns: 500 },
  )
})

test('names read as they are', () => {
  expect(plain('etcd_wal_fsync_p99 of sim-master-0/sda: 12.3 ms (limit 10 ms)')).toBe(
    'etcd_wal_fsync_p99 of sim-master-0/sda: 12.3 ms (limit 10 ms)',
  )
})

test('a command cannot end its own block', () => {
  expect(kinds(codeBlock('echo `date`\n```\n# not a heading'))).toEqual(new Set(['code']))
})

test('only addresses of the web become links', () => {
  expect(sourceLink('https://etcd.io/docs/v3.6/faq/')).toBe('[etcd.io](<https://etcd.io/docs/v3.6/faq/>)')
  expect(kinds(sourceLink('javascript:alert(1)')).has('link')).toBe(false)
  expect(kinds(sourceLink('not a link')).has('link')).toBe(false)
})

test('commands and addresses are no words', () => {
  expect(countWords(`Two words.\n\n${codeBlock('oc debug node/x')}\n[etcd.io](<https://etcd.io/a b>)`)).toBe(3)
})

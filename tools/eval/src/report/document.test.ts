import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { judge } from '../judge/outcome.ts'
import { summarize } from '../judge/summary.ts'
import { allWell, catalog, cause, diagnosis, healthy, truth } from '../testing/samples.ts'
import { documentPath, renderFigures, withFigures } from './document.ts'

const judged = (of = truth(), said = diagnosis()) => judge(of, { diagnosis: said, interval: 5 }, 0.2, catalog)
const outcomes = [
  judged(),
  judged(truth({ name: 'late', member: 'm3' }), diagnosis({ causes: [cause({ onset: 1150 })] })),
  judged(truth({ name: 'before' }), diagnosis({ causes: [cause({ onset: null })] })),
  judged(healthy, allWell),
]
const got = { cause: 'slow-disk', members: ['m2'], confidence: 0.9 }
const evaluation = {
  outcomes,
  summary: summarize(outcomes),
  thinned: [
    {
      name: 'a',
      without: 'minimal',
      got,
      verdict: 'degraded',
      right: true,
      surelyWrong: false,
      broken: [],
      diagnosis: diagnosis(),
    },
    {
      name: 'b',
      without: 'minimal',
      got,
      verdict: 'ok',
      right: false,
      surelyWrong: true,
      broken: ['it crashed'],
      diagnosis: undefined,
    },
  ],
  windows: [
    {
      name: 'a',
      part: 'quiet' as const,
      span: { start: 0, end: 60 },
      expected: 'none',
      got,
      verdict: 'watch',
      judgement: 'wrong' as const,
      diagnosis: diagnosis(),
    },
  ],
}

test('figures and recordings are tables, with what is wrong in bold', () => {
  const text = renderFigures(evaluation)
  expect(text).toContain('| Right cause first | 4 of 4 (100%) |')
  expect(text).toContain('| Right member | 2 of 3 (67%) |')
  expect(text).toMatch(
    /\| Without `minimal` \| .*: 1 of 2 \(50%\); still the right cause first: 50%; surely wrong: 1 \|/,
  )
  expect(text).toContain('| Healthy parts | right 0 of 1 (0%); in doubt 0; surely wrong 1; missed 0 |')
  expect(text).toContain('| `slow` | slow-disk m2 | slow-disk m2 90% | +5.0 s | degraded | 75 |')
  expect(text).toContain('| `late` | slow-disk m3 | **slow-disk m2 90%** | **+50.0 s** | degraded | 75 |')
  expect(text).toContain('| `before` | slow-disk m2 | slow-disk m2 90% | **before the window** | degraded | 75 |')
  expect(text).toContain('| `well` | none | none |  | ok | 75 |')
  expect(text).toMatch(/```text\nwas so +a {2}b\n/)
})

test('figures replace those before them, and nothing else', () => {
  const page = 'before\n<!-- generated:evaluation -->\nold\n<!-- /generated -->\nafter\n'
  const written = withFigures(page, evaluation)
  expect(written).toBe(
    `before\n<!-- generated:evaluation -->\n${renderFigures(evaluation)}<!-- /generated -->\nafter\n`,
  )
  expect(withFigures(written, evaluation)).toBe(written)
  expect(() => withFigures('no place', evaluation)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

test('the document holds figures of this form', async () => {
  const page = await readFile(new URL(`../../../../${documentPath}`, import.meta.url), 'utf8')
  const heads = (text: string) => text.split('\n').filter((_, index, lines) => /^\| --- /.test(lines[index + 1] ?? ''))
  const block = /<!-- generated:evaluation -->\n([\s\S]*?)<!-- \/generated -->/.exec(page)?.[1] ?? ''
  expect(heads(block)).toEqual(heads(renderFigures(evaluation)))
  expect(block).toMatch(/^\| Right cause first \| \d+ of \d+ \(\d+%\) \|$/m)
  expect(block).toMatch(/^\| Without `minimal` \| /m)
  expect(block).toMatch(/^\| `healthy-1` \| none \| none \| {2}\| ok \| \d+ \|$/m)
})

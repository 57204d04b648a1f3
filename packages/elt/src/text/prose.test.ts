import { expect, test } from 'vitest'
import { renderReport } from '../render-report.ts'
import { parsePage, textIn } from '../testing/parsed-page.ts'
import { smallReport } from '../testing/small-report.ts'
import { readProse } from './prose.ts'

const text = [
  '# What is slow',
  'The **disk** under `m2` is slow, see [the guide](https://etcd.io/docs) ![x](https://evil.example/x.png).',
  '2. Run `iostat -x`:\n   ```sh\n   iostat -x 1\n   ```\n3. Then\n   - look <b>twice</b>',
  '| a | b |\n| - | - |\n| 1 | 2 |',
].join('\n\n')

const rendering = (written: string) => ({
  report: { ...smallReport(), narrative: { text: written, model: 'gpt-x' } },
  frames: new Map(),
})

test('paragraphs, lists, bold and code are read; of a link the text, and all else is text', () => {
  expect(readProse(text)).toEqual([
    { kind: 'paragraph', spans: [{ kind: 'strong', text: 'What is slow' }] },
    {
      kind: 'paragraph',
      spans: [
        { kind: 'text', text: 'The ' },
        { kind: 'strong', text: 'disk' },
        { kind: 'text', text: ' under ' },
        { kind: 'code', text: 'm2' },
        { kind: 'text', text: ' is slow, see ' },
        { kind: 'text', text: 'the guide' },
        { kind: 'text', text: ' ' },
        { kind: 'text', text: 'x' },
        { kind: 'text', text: '.' },
      ],
    },
    {
      kind: 'list',
      start: 2,
      items: [
        [
          {
            kind: 'paragraph',
            spans: [
              { kind: 'text', text: 'Run ' },
              { kind: 'code', text: 'iostat -x' },
              { kind: 'text', text: ':' },
            ],
          },
          { kind: 'code', text: 'iostat -x 1' },
        ],
        [
          { kind: 'paragraph', spans: [{ kind: 'text', text: 'Then' }] },
          {
            kind: 'list',
            start: null,
            items: [
              [
                {
                  kind: 'paragraph',
                  spans: ['look ', '<b>', 'twice', '</b>'].map((each) => ({ kind: 'text', text: each })),
                },
              ],
            ],
          },
        ],
      ],
    },
    { kind: 'paragraph', spans: [{ kind: 'text', text: '| a | b |\n| - | - |\n| 1 | 2 |' }] },
  ])
})

test('a page tells it right below the summary, with who wrote it', async () => {
  const page = parsePage(await renderReport(rendering(text), 'html'))
  expect(page.errors).toEqual([])
  expect(page.named('h2').map(textIn).slice(0, 3)).toEqual(['Summary', 'In words', 'Causes'])
  const section = page.named('section')[1]
  const said = section === undefined ? '' : textIn(section)
  expect(said).toContain('look <b>twice</b>')
  expect(said).toContain('Written by the model gpt-x')
  expect(said).toContain('Each figure in it was checked')
})

test('Markdown tells it right below the summary, and a reader of Markdown reads the same in it', async () => {
  const markdown = await renderReport(rendering(text), 'markdown')
  expect(markdown.match(/^## .*/gm)?.slice(0, 2)).toEqual(['## In words', '## Causes'])
  expect(markdown).toContain('Written by the model gpt-x')
  const told = markdown.slice(markdown.indexOf('## In words') + 11, markdown.indexOf('Written by the model'))
  expect(readProse(told).slice(0, 3)).toMatchObject([
    { kind: 'paragraph' },
    { kind: 'paragraph' },
    {
      kind: 'list',
      start: 2,
      items: [
        [{ kind: 'paragraph' }, { kind: 'code', text: 'iostat -x 1' }],
        [{}, { kind: 'list' }],
      ],
    },
  ])
})

test('a report without a narrative has no place for one', async () => {
  const silent = { report: smallReport(), frames: new Map() }
  expect(await renderReport(silent, 'html')).not.toContain('In words')
  expect(await renderReport(silent, 'markdown')).not.toContain('In words')
})

test('whatever is written is read in no time and to no depth', () => {
  for (const piece of ['> ', '- ', '  - a\n', '**', '[', '`', '<a ', '![](', '1. ', '| '])
    expect(readProse(piece.repeat(50_000)).length).toBeLessThan(9000)
})

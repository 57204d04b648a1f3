import fc from 'fast-check'
import { expect, test } from 'vitest'
import { metric, panel, row } from '../testing/small-panel.ts'
import { field, panelCsv } from './csv.ts'

/** RFC 4180, read character by character. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [['']]
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const line = lines.at(-1) ?? []
    const character = text[at] ?? ''
    if (quoted && character === '"' && text[at + 1] === '"') line[line.length - 1] += text[++at] ?? ''
    else if (character === '"') quoted = !quoted
    else if (!quoted && character === ',') line.push('')
    else if (!quoted && character === '\r' && text[at + 1] === '\n') lines.push(['']) && at++
    else line[line.length - 1] += character
  }
  return lines.slice(0, -1)
}

test('a line for each row, with base units, ISO times and a column for each label of any metric', () => {
  const since = 1_795_263_000
  const csv = panelCsv(
    panel([
      metric({
        rows: [row({ member: 'm1', node: 'm1' }, { last: -0.5, verdict: 'watch', over: 0.25, since })],
        omitted: 2,
      }),
      metric({ id: 'busy', title: 'Disk busy', unit: 'ratio', rows: [row({ device: 'sda' })] }),
    ]),
  )
  expect(csv).toBe(
    [
      'metric,title,unit,member,node,device,verdict,last,mean,p95,min,max,over,since,note',
      'fsync_p99,Fsync p99,seconds,m1,m1,,watch,-0.5,1,1,1,1,0.25,2026-11-21T12:10:00Z,2 rows left out',
      'busy,Disk busy,ratio,,,sda,ok,1,1,1,1,1,0,,',
      '',
    ].join('\r\n'),
  )
})

test('a metric without data is a line that says so', () => {
  const csv = panelCsv(panel([metric({ rows: [], verdict: 'no_data', reason: 'not recorded: fsync_bucket' })]))
  expect(parseCsv(csv)[1]).toEqual([
    'fsync_p99',
    'Fsync p99',
    'seconds',
    'no_data',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    'not recorded: fsync_bucket',
  ])
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', ' \n=1'])('%j is no formula', (text) => {
  expect(parseCsv(`${field(text)}\r\n`)[0]?.[0]).toBe(`'${text}`)
})

test('whatever a label holds, every line has as many fields as the header and the label is one of them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (value, title) => {
      const [header, line, ...rest] = parseCsv(panelCsv(panel([metric({ title, rows: [row({ member: value })] })])))
      expect(rest).toEqual([])
      expect(line).toHaveLength(header?.length ?? 0)
      expect([value, `'${value}`]).toContain(line?.[3])
    }),
    { numRuns: 20 },
  )
})

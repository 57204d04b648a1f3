import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { expect, test } from 'vitest'
import { known, sample } from '../testing/sample.ts'
import { hostileText } from '../testing/script.ts'
import { conversationHtml } from './conversation-html.tsx'
import { turnOf } from './turn.ts'

const { data: diagnosis, text } = known(sample.diagnoses, 'etcd')
const panel = known(sample.panels, 'get_etcd_disk_wal_fsync')
const chart = known(sample.charts, 'etcd_wal_fsync_p99')

const turn = turnOf('Why?\nAnd since when?', 0, [
  { type: 'tool_start', call: 'c', tool: 'get_x', title: 'X', server: 'etcd', args: { duration: '1h' } },
  { type: 'tool_result', call: 'c', ok: true, ms: 182, again: false, text, data: panel.data },
  { type: 'diagnosis', call: 'c', diagnosis },
  { type: 'levels', call: 'c', walk: sample.levels.data },
  { type: 'chart', call: 'c', chart },
  { type: 'message_delta', text: 'A slow **disk**.\n\n| signal | value |\n| --- | --- |\n| fsync | 123 ms |' },
  { type: 'error', fault: { code: 'timeout', message: 'Too slow.', hint: 'Ask less.' } },
])

interface Element {
  name: string
  attributes: readonly { name: string; value: string }[]
}

function elementsOf(page: string): { elements: Element[]; errors: string[] } {
  const errors: string[] = []
  const walk = (node: DefaultTreeAdapterTypes.Node): Element[] => [
    ...('tagName' in node ? [{ name: node.tagName, attributes: node.attrs }] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(walk) : []),
  ]
  return { elements: walk(parse(page, { onParseError: ({ code }) => errors.push(code) })), errors }
}

test('an exported page holds questions, answers, causes, findings, figures and charts', () => {
  const page = conversationHtml('Slow', [turn], 1_800_000_000_000)
  const { elements, errors } = elementsOf(page)
  expect(errors).toEqual([])
  expect(page).toContain('<h1>Slow</h1>')
  expect(page).toContain('Asked 1970-01-01 00:00:00 UTC')
  expect(page).toContain('<code>get_x duration=&quot;1h&quot;</code>: answered in 182 ms')
  expect(page).toContain('A slow <strong>disk</strong>.')
  expect(page).toContain('Too slow. Ask less.')
  expect(page).toContain(diagnosis.causes[0]?.recommendations[0]?.text)
  for (const { title } of diagnosis.findings) expect(page).toContain(title)
  for (const { title } of panel.data.metrics) expect(page).toContain(title)
  for (const { title } of sample.levels.data.levels) expect(page).toContain(title)
  const plots = elements.filter(
    ({ name, attributes }) => name === 'svg' && attributes.some(({ value }) => value === 'plot'),
  )
  expect(plots).toHaveLength(1)
})

test('nothing in an exported page runs, is fetched or leads anywhere but to the web, whatever was said', () => {
  const fault = { code: 'internal', message: '<script>alert(9)</script>' }
  const hostile = turnOf(hostileText, 0, [
    { type: 'tool_start', call: 'c', tool: '<img src=x>', title: '', server: '', args: { a: '</style><script>' } },
    { type: 'chart', call: 'c', chart: { ...chart, title: '</title><script>alert(8)</script>', series: spoilt } },
    { type: 'message_delta', text: hostileText },
    { type: 'error', fault },
  ])
  const { elements } = elementsOf(conversationHtml(hostileText, [hostile, turn], 0))
  const names = new Set(elements.map(({ name }) => name))
  expect(['script', 'iframe', 'img', 'object', 'embed', 'form', 'base'].filter((name) => names.has(name))).toEqual([])
  for (const { attributes } of elements) {
    for (const { name, value } of attributes) {
      expect(name).not.toMatch(/^on|^style$|^src|^action$/)
      if (name.endsWith('href')) expect(value).toMatch(/^#|^https?:\/\//)
    }
  }
})

const spoilt = chart.series.map((each) => ({ ...each, name: '"><script>alert(7)</script>' }))

test('ids of an exported page occur once, however often a cause or a chart does', () => {
  const { elements } = elementsOf(conversationHtml('Slow', [turn, turn], 0))
  const ids = elements.flatMap(({ attributes }) =>
    attributes.filter(({ name }) => name === 'id').map(({ value }) => value),
  )
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

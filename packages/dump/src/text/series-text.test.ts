import { describe, expect, test } from 'vitest'
import { endOfSeries, parseSeries } from './series-text.ts'

function parse(text: string) {
  const bytes = Buffer.from(text)
  return parseSeries(bytes, 0, bytes.length)
}

describe('a series is read however it is spelled', () => {
  test.each([
    ['up', { __name__: 'up' }],
    ['a:b:c', { __name__: 'a:b:c' }],
    ['up{}', { __name__: 'up' }],
    ['up{job="etcd"}', { __name__: 'up', job: 'etcd' }],
    ['up{job="etcd",}', { __name__: 'up', job: 'etcd' }],
    ['up { job = "etcd" ,\tinstance="m1" }', { __name__: 'up', job: 'etcd', instance: 'm1' }],
    ['{__name__="up", job="etcd"}', { __name__: 'up', job: 'etcd' }],
    ['{"my.metric",a="b"}', { __name__: 'my.metric', a: 'b' }],
    ['{"my.metric"}', { __name__: 'my.metric' }],
    ['{"my.metric","my.label"="x"}', { __name__: 'my.metric', 'my.label': 'x' }],
    ['up{path="C:\\\\temp",text="a\\"b\\nc"}', { __name__: 'up', path: 'C:\\temp', text: 'a"b\nc' }],
    ['up{a="{},= #",b="größe"}', { __name__: 'up', a: '{},= #', b: 'größe' }],
    ['up{a="\\t\\u00e9\\x01\\U0001f600"}', { __name__: 'up', a: '\té\u0001😀' }],
    ['up{a="\\d\\"}', undefined],
    ['up{a="\\d"}', { __name__: 'up', a: '\\d' }],
    ['up{a="",b="x"}', { __name__: 'up', b: 'x' }],
    ['up{constructor="x",toString="y"}', { __name__: 'up', constructor: 'x', toString: 'y' }],
  ])('%s', (text, expected) => {
    expect(parse(text).labels).toEqual(expected)
  })
})

test('a label named __proto__ is a label', () => {
  const { labels = {} } = parse('up{__proto__="x"}')
  expect(Object.entries(labels)).toContainEqual(['__proto__', 'x'])
  expect(Object.getPrototypeOf(labels)).toBe(Object.prototype)
})

describe('what is no series is refused with the reason', () => {
  test.each([
    ['', /no metric name/],
    ['{}', /no metric name/],
    ['{a="b"}', /no metric name/],
    ['1up', /no series/],
    ['my.metric', /no series/],
    ['up{a="b"', /no comma/],
    ['up{a="b" c="d"}', /no comma/],
    ['up{,}', /no label name/],
    ['up{1a="b"}', /no label name/],
    ['up{""="b"}', /no label name/],
    ['up{a b="c"}', /no = after the label a/],
    ['up{a=b}', /no value in quotes for the label a/],
    ["up{a='b'}", /no value in quotes for the label a/],
    ['up{a="b",a="c"}', /label a stands there twice/],
    ['up{__name__="down"}', /label __name__ stands there twice/],
    ['up{a="\\xff"}', /not valid UTF-8/],
    ['up{a="\\UFFFFFFFF"}', /not valid UTF-8/],
    ['up{a="b"}x', /text between series and value/],
  ])('%s', (text, reason) => {
    expect(parse(text).reason).toMatch(reason)
  })

  test('bytes that are not UTF-8, but not the character that stands for them', () => {
    const bytes = Buffer.concat([Buffer.from('up{a="'), Buffer.of(0xff, 0xfe), Buffer.from('"}')])
    expect(parseSeries(bytes, 0, bytes.length).reason).toBe('not valid UTF-8')
    expect(parse('up{a="\uFFFD"}').labels).toEqual({ __name__: 'up', a: '\uFFFD' })
  })

  test('a long name does not make a long reason', () => {
    expect(parse(`up{${'a'.repeat(10_000)}=1}`).reason?.length).toBeLessThan(120)
  })
})

test.each([
  ['up 1 2', 2],
  ['up{} 1 2', 4],
  ['up {a="b"} 1 2', 10],
  ['up\t1 2', 2],
  ['up{a="}"} 1', 9],
  ['up{a="\\"}"} 1', 11],
  ['{"a b"} 1', 7],
  ['up{a="b 1 2', -1],
  ['up{a="b\\', -1],
  ['up', 2],
  ['up {count:1,sum:2} 3', 2],
])('%j ends where its braces or its name do', (text, end) => {
  expect(endOfSeries(Buffer.from(`${text}\n`), 0)).toBe(end)
})

test('a name in a reason holds nothing that would steer a terminal', () => {
  const line = Buffer.from('up{"a\u001b[2Jb\\nc" 1}\n')
  expect(parseSeries(line, 0, line.length - 1)).toEqual({ reason: 'no = after the label a [2Jb c' })
})

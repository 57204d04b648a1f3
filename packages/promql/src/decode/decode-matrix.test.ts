import { AppError } from '@ocp-perf/errors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Frame } from '../source.ts'
import { matrixSeries, matrixText, valueText } from '../testing/matrix-reply.ts'
import { decodeByParsing, decodeByScanning, decodeInTurns, decodeMatrix } from './decode-matrix.ts'

const runs = { numRuns: 20 }

/** Equal to the last bit: NaN is NaN, and -0 is not 0. */
function expectSame(actual: Frame | undefined, expected: Frame): void {
  expect(actual).toEqual(expected)
  for (const [index, { values, times }] of expected.series.entries()) {
    const found = actual?.series[index]
    expect([...(found?.values ?? [])].every((value, at) => Object.is(value, values[at]))).toBe(true)
    expect([...(found?.times ?? [])].every((time, at) => Object.is(time, times[at]))).toBe(true)
  }
}

/** What a text decodes to by either path: a frame, or the code of its error. */
function outcome(decode: (bytes: Buffer) => Frame, text: string | Buffer): Frame | string {
  try {
    return decode(Buffer.from(text))
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`
    throw error
  }
}

describe('what servers write is scanned', () => {
  test('every reply in the usual form gives what JSON.parse gives, without JSON.parse', () => {
    fc.assert(
      fc.property(matrixSeries, (series) => {
        const bytes = Buffer.from(matrixText(series))
        expectSame(decodeByScanning(bytes), decodeByParsing(bytes))
      }),
      runs,
    )
  })

  test('a value becomes the very double that Number makes of it', () => {
    fc.assert(
      fc.property(fc.array(valueText, { minLength: 200, maxLength: 200 }), (texts) => {
        const values = texts.map((text, index): [string, string] => [String(index), text])
        const frame = decodeByScanning(Buffer.from(matrixText([{ metric: {}, values }])))
        const expected = texts.map((text) => (text.endsWith('Inf') ? Number(`${text}inity`) : Number(text)))
        expect(frame?.series[0]?.values).toHaveLength(texts.length)
        frame?.series[0]?.values.forEach((value, index) => {
          expect(Object.is(value, expected[index]), `${texts[index]} read as ${value}`).toBe(true)
        })
      }),
      runs,
    )
  })

  test('texts half way between two doubles round to even, as the standard says', () => {
    const texts = ['9007199254740993', '9007199254740995', '9007199254740992.5', '0.5000000000000000277555756156289']
    const values = texts.map((text, index): [string, string] => [String(index), text])
    const frame = decodeByScanning(Buffer.from(matrixText([{ metric: {}, values }])))
    expect([...(frame?.series[0]?.values ?? [])]).toEqual(texts.map(Number))
  })

  test('timestamps keep their milliseconds, before 1970 as well', () => {
    const values = ['-1.5', '0', '0.001', '1435781430.781', '99999999999.999'].map((time): [string, string] => [
      time,
      '1',
    ])
    const frame = decodeByScanning(Buffer.from(matrixText([{ metric: {}, values }])))
    expect([...(frame?.series[0]?.times ?? [])]).toEqual([-1.5, 0, 0.001, 1435781430.781, 99999999999.999])
  })

  test('a series of more points than the first buffer holds is whole', () => {
    const values = Array.from({ length: 5000 }, (_, index): [string, string] => [String(index), String(index / 7)])
    const frame = decodeByScanning(Buffer.from(matrixText([{ metric: {}, values }])))
    expect(frame?.series[0]?.values).toEqual(Float64Array.from(values, ([, value]) => Number(value)))
  })

  test.each([
    [
      'Prometheus with warnings and infos',
      '{"status":"success",',
      '},"warnings":["PromQL warning: \\"x\\""],"infos":["i"]}',
    ],
    ['Thanos with its analysis', '{"status":"success",', ',"analysis":{}},"warnings":["store gone"]}'],
    [
      'VictoriaMetrics with its statistics',
      '{"status":"success","isPartial":true,',
      '},"stats":{"seriesFetched":"1"}}',
    ],
  ])('the envelope of %s is read too', (_name, head, tail) => {
    const text = matrixText([{ metric: { a: 'b' }, values: [['1', '2']] }], tail, head)
    const bytes = Buffer.from(text)
    expectSame(decodeByScanning(bytes), decodeByParsing(bytes))
  })

  test('labels that look like the reply itself do not mislead it', () => {
    const tricky = { a: '"resultType":"matrix","result":[', b: '}],"values":[[1,"2"]]}', c: '\\', d: '\u2028é😀' }
    const bytes = Buffer.from(matrixText([{ metric: tricky, values: [['1', '2']] }]))
    expect(decodeByScanning(bytes)?.series[0]?.labels).toEqual(tricky)
  })
})

describe('what it does not know is parsed', () => {
  const usual = matrixText([
    {
      metric: { a: 'b' },
      values: [
        ['1', '2'],
        ['2.5', '3'],
      ],
    },
  ])
  test.each([
    ['white space between tokens', JSON.stringify(JSON.parse(usual), null, 2)],
    ['a line break at the end of a series', usual.replace('"]]}', '"]]}\n')],
    ['values before labels', usual.replace(/"metric":(\{.*?\}),("values":\[.*\]\])/, '$2,"metric":$1')],
    ['timestamps with an exponent', usual.replace('[2.5,', '[25e-1,')],
    ['a timestamp with more than 15 digits', usual.replace('[2.5,', '[2.5000000000000001,')],
    ['an escape in a value', usual.replace('"3"', '"\\u0033"')],
    ['a further member of a series', usual.replace(']]}', ']],"exemplars":[]}')],
    ['the result type after the result', usual.replace(/("resultType":"matrix"),("result":.*\])\}/, '$2,$1}')],
    ['a second result that replaces the first', usual.replace(/\}\}$/, ',"result":[]}}')],
    ['a second result type that replaces the first', usual.replace(/\}\}$/, ',"resultType":"vector"}}')],
    ['a second data that replaces the first', usual.replace(/\}$/, ',"data":{"resultType":"matrix","result":[]}}')],
    ['a result somewhere else', `{"status":"success","data":{"x":${usual},"resultType":"vector","result":[]}}`],
  ])('%s', (_name, text) => {
    expect(decodeByScanning(Buffer.from(text))).toBeUndefined()
    expect(outcome(decodeMatrix, text)).toEqual(outcome(decodeByParsing, text))
    expect(outcome(decodeMatrix, text)).not.toBeTypeOf('string')
  })

  test.each([
    ['a scalar', { resultType: 'scalar', result: [1, '2.5'] }, {}, 2.5],
    ['a vector', { resultType: 'vector', result: [{ metric: { a: 'b' }, value: [1, '+Inf'] }] }, { a: 'b' }, Infinity],
    ['a string', { resultType: 'string', result: [1, 'hello'] }, { value: 'hello' }, Number.NaN],
  ])('%s is one point of one series', (_name, data, labels, value) => {
    const frame = decodeMatrix(Buffer.from(JSON.stringify({ status: 'success', data })))
    expect(frame.series).toEqual([{ labels, times: Float64Array.of(1), values: Float64Array.of(value) }])
  })

  test('a native histogram of an instant query keeps its buckets', () => {
    const histogram = [1, { count: '3', sum: '4.5', buckets: [[1, '-0.5', '0.5', '3']] }]
    const data = { resultType: 'vector', result: [{ metric: {}, histogram }] }
    const frame = decodeMatrix(Buffer.from(JSON.stringify({ status: 'success', data })))
    expect(frame.series[0]?.values).toHaveLength(0)
    expect(frame.series[0]?.histograms).toEqual([{ time: 1, count: 3, sum: 4.5, buckets: [[1, -0.5, 0.5, 3]] }])
  })
})

describe('damage never becomes data', () => {
  const usual = matrixText([
    {
      metric: { a: 'b"}\\' },
      values: [
        ['1.5', '2'],
        ['2.5', '-3.25'],
      ],
      histograms: '[]',
    },
    { metric: {}, values: [['1', 'NaN']] },
  ])

  test('a reply cut short anywhere is an error', () => {
    for (let length = 0; length < usual.length; length++) {
      const result = outcome(decodeMatrix, usual.slice(0, length))
      expect(result, `after ${length} bytes`).toMatch(/^upstream: The reply (breaks off|is empty)/)
    }
  })

  test('with any byte changed, the outcome is the one of JSON.parse', () => {
    fc.assert(
      fc.property(fc.nat(usual.length - 1), fc.integer({ min: 1, max: 127 }), (at, code) => {
        const bytes = Buffer.from(usual)
        bytes[at] = code
        expect(outcome(decodeMatrix, bytes)).toEqual(outcome(decodeByParsing, bytes))
      }),
      { numRuns: 500 },
    )
  })

  test('with any piece doubled, moved or dropped, the outcome is the one of JSON.parse', () => {
    const cut = fc.nat(usual.length)
    fc.assert(
      fc.property(cut, cut, cut, (from, to, target) => {
        const piece = usual.slice(Math.min(from, to), Math.max(from, to))
        const without = usual.slice(0, Math.min(from, to)) + usual.slice(Math.max(from, to))
        for (const text of [without, usual.slice(0, target) + piece + usual.slice(target)]) {
          expect(outcome(decodeMatrix, text)).toEqual(outcome(decodeByParsing, text))
        }
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    [
      'times that go back',
      matrixText([
        {
          metric: {},
          values: [
            ['2', '1'],
            ['1', '1'],
          ],
        },
      ]),
    ],
    [
      'a time that comes twice',
      matrixText([
        {
          metric: {},
          values: [
            ['1', '1'],
            ['1', '1'],
          ],
        },
      ]),
    ],
    ['a value that is no number', matrixText([{ metric: {}, values: [['1', 'one']] }])],
    ['an empty value', matrixText([{ metric: {}, values: [['1', '']] }])],
    ['a hexadecimal value', matrixText([{ metric: {}, values: [['1', '0x10']] }])],
    [
      'a value without quotes',
      '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,2]]}]}}',
    ],
    [
      'a label that is a number',
      '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":1},"values":[]}]}}',
    ],
    ['an unknown result type', '{"status":"success","data":{"resultType":"tensor","result":[]}}'],
    ['an error with a success status', '{"status":"error","errorType":"bad_data","error":"x"}'],
    ['no object', '[1,2]'],
    ['text', 'upstream connect error'],
    ['a byte order mark', `\uFEFF${matrixText([])}`],
  ])('%s is an error', (_name, text) => {
    expect(outcome(decodeMatrix, text)).toMatch(/^upstream: /)
    expect(outcome(decodeMatrix, text)).toEqual(outcome(decodeByParsing, text))
  })

  test('an error repeats nothing of the reply', () => {
    expect(outcome(decodeMatrix, 'token s3cret')).not.toContain('s3cret')
    expect(outcome(decodeMatrix, '{"status":"success","data":{"resultType":"s3cret"}}')).not.toContain('s3cret')
  })
})

test('a warning that is not from the query engine means that part of the data is missing', () => {
  const partial = (tail: string) => decodeMatrix(Buffer.from(matrixText([], tail))).partial
  expect(partial('},"warnings":["receive series from Addr: 10.0.0.1:10901: rpc error"]}')).toBe(true)
  expect(partial('},"warnings":["PromQL warning: bucket label \\"le\\" is missing"]}')).toBe(false)
  expect(partial('}}')).toBe(false)
})

describe('a large reply is decoded in turns', () => {
  const points = Array.from({ length: 2_000 }, (_, index): [string, string] => [String(index), String(index / 7)])
  const large = Buffer.from(
    matrixText(Array.from({ length: 25 }, (_, index) => ({ metric: { pod: `p${index}` }, values: points }))),
  )

  test('with the same result, while others have theirs', async () => {
    let turns = 0
    setImmediate(() => turns++)
    const decoding = decodeInTurns(large, new AbortController().signal)
    const decoded = decoding.then((frame) => ({ frame, turns }))
    expectSame((await decoded).frame, decodeMatrix(large))
    expect((await decoded).turns).toBe(1)
  })

  test('two at once do not mix their points', async () => {
    const other = Buffer.from(large.toString().replaceAll('"pod":"p', '"pod":"q').replaceAll(',"1.', ',"2.'))
    const { signal } = new AbortController()
    const [one, two] = await Promise.all([decodeInTurns(large, signal), decodeInTurns(other, signal)])
    expectSame(one, decodeMatrix(large))
    expectSame(two, decodeMatrix(other))
  })

  test('until nobody wants it any more', async () => {
    const controller = new AbortController()
    const decoding = decodeInTurns(large, controller.signal)
    controller.abort(new Error('nobody waits'))
    await expect(decoding).rejects.toThrow('nobody waits')
  })

  test('and one that no server writes is still read, or refused with the same words', async () => {
    const { signal } = new AbortController()
    const spaced = Buffer.from(large.toString().replace('{"metric":{"pod":"p24"}', '{ "metric":{"pod":"p24"}'))
    expectSame(await decodeInTurns(spaced, signal), decodeMatrix(large))
    await expect(decodeInTurns(large.subarray(0, -10), signal)).rejects.toMatchObject({ code: 'upstream' })
  })
})

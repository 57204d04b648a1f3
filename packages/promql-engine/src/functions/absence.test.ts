import { describe, expect, test } from 'vitest'
import { askRange, askSamples } from '../testing/ask-samples.ts'

const samples = { 'x{path="/a"}': [1, 2, 3], 'y{path="/b"}': [1, null, null, 4] }

describe('absent', () => {
  test.each([
    ['absent(missing)', '{}'],
    ['absent(missing{job="a", instance="b", method=~".x", zone!="c"})', '{instance="b", job="a"}'],
    ['absent((missing{job="a"}))', '{job="a"}'],
    ['absent(missing{job="a", job="b", other="c"})', '{other="c"}'],
    ['absent(missing{job="a", job=~"b", other="c"})', '{other="c"}'],
    ['absent(missing{job!="a", job="b", other="c"})', '{other="c"}'],
    ['absent(missing{job="b", job!="a", other="c"})', '{other="c"}'],
    ['absent(missing{job="", job="b", other="c"})', '{other="c"}'],
    ['absent(missing{job!="", job="b"})', '{job="b"}'],
    ['absent(missing{job=~"b|c", job="b"})', '{job="b"}'],
    ['absent(missing{job="b", job=~"b|c", other="c"})', '{other="c"}'],
    ['absent(missing{job="", other="c"})', '{other="c"}'],
    ['absent(missing{job="a"} offset 5m)', '{job="a"}'],
    ['absent(sum(missing{job="a"}))', '{}'],
    ['absent(missing > 1)', '{}'],
    ['absent(rate(missing{job="a"}[5m]))', '{}'],
  ])('%s is 1 with what is known of its labels: %s', async (query, labels) => {
    expect((await askSamples(samples, query)).values).toEqual({ [labels]: 1 })
  })

  test.each(['absent(x)', 'absent(sum(x))', 'absent({path=~"/.*"})'])(
    '%s is nothing while there is something',
    async (query) => {
      expect((await askSamples(samples, query)).values).toEqual({})
    },
  )

  test('has points where the argument has none', async () => {
    expect(await askRange(samples, 'absent(x)', { start: 360, end: 600, step: 60 })).toEqual({
      '{}': [null, 1, 1, 1, 1],
    })
  })
})

describe('absent_over_time', () => {
  const steps = { start: 0, end: 240, step: 60 }

  test('has points where no series has a sample in the window, whose left end is outside', async () => {
    expect(await askRange(samples, 'absent_over_time(x[1m])', steps)).toEqual({ '{}': [null, null, null, 1, 1] })
    expect(await askRange(samples, 'absent_over_time(y{path="/b"}[1m])', steps)).toEqual({
      '{path="/b"}': [null, 1, 1, null, 1],
    })
    expect(await askRange(samples, 'absent_over_time({path=~".+"}[1m])', steps)).toEqual({
      '{}': [null, null, null, null, 1],
    })
  })

  test('counts the left end of the window in as Prometheus 2 did', async () => {
    const query = 'absent_over_time(x[1m])'
    expect((await askSamples(samples, query, { at: 180 })).values).toEqual({ '{}': 1 })
    expect((await askSamples(samples, query, { at: 180, semantics: 'v2' })).values).toEqual({})
  })

  test('knows the labels of a selector and not those of a subquery', async () => {
    const at = { at: 9000 }
    expect((await askSamples(samples, 'absent_over_time(x{path="/a"}[1m])', at)).values).toEqual({ '{path="/a"}': 1 })
    expect((await askSamples(samples, 'absent_over_time(x{path="/a"}[5m:5s])', at)).values).toEqual({ '{}': 1 })
  })

  test('sees NaN as a sample', async () => {
    expect((await askSamples({ x: [Number.NaN] }, 'absent_over_time(x[1m])')).values).toEqual({})
  })
})

import { expect, test } from 'vitest'
import { openMetricsText } from './open-metrics-text.ts'

test('the samples of a metric stand together, with times in seconds and every digit of a value', () => {
  const one = (labels: Record<string, string>, value: number) => ({
    labels,
    times: Float64Array.of(1_700_000_000_250),
    values: Float64Array.of(value),
  })
  const series = [
    one({ __name__: 'a', x: 'say "hi"' }, 0.1),
    one({ __name__: 'b' }, 9.2e18),
    one({ __name__: 'a', x: '2' }, 1e-7),
  ]
  expect([...openMetricsText(series)].join('')).toBe(
    'a{x="say \\"hi\\""} 0.1 1700000000.25\na{x="2"} 1e-7 1700000000.25\nb 9200000000000000000 1700000000.25\n# EOF\n',
  )
})

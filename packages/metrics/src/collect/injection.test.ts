import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lab, labelValue } from '../testing/lab.ts'

/** A query without what its strings hold: two queries of the same structure look the same. */
const structure = (query: string) => query.replace(/"(?:[^"\\\n]|\\.)*"/g, '""')

/** Texts that would break out of a string, a selector or a range if they could. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"} or vector(1) or up{x="',
    '\\',
    '\\"} or up #',
    '$window',
    '$etcd',
    '$&$1$`',
    '}[5m:1s])',
    '\n} or up',
    '`',
    "'",
    '{{',
  ),
)

test('no field of a request changes a query', async () => {
  const { collector, source } = await lab()
  await collector.group('etcd/all', {})
  const plain = new Set(source.asked.range)
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (text, other) => {
      const request = { only: { [text]: [other], member: [text] }, top: 3 }
      await collector.group('etcd/all', request)
      for (const field of ['duration', 'start_time', 'end_time'] as const) {
        // A field that holds nonsense is refused; one that happens to be a time asks the same in another window.
        await collector.group('etcd/all', { [field]: text }).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'invalid_input' })
        })
      }
      await collector.group(text, {}).catch((error: unknown) => expect(error).toMatchObject({ code: 'not_found' }))
      expect(new Set(source.asked.range.map(structure))).toEqual(new Set([...plain].map(structure)))
    }),
    { numRuns: 20 },
  )
})

test('a selector from clusters.yaml is a value and nothing else', async () => {
  const { collector, source } = await lab({ profile: 'standalone', selectors: { etcd: { job: 'plain' } } })
  await collector.group('etcd/all', {})
  const plain = source.asked.range.map(structure)
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      // A leading ! or ~ is the documented way to another operator.
      fc.pre(!/^[!~]/.test(text))
      const own = await lab({ profile: 'standalone', selectors: { etcd: { job: text } } })
      await own.collector.group('etcd/all', {})
      expect(own.source.asked.range.map(structure)).toEqual(plain)
      for (const query of own.source.asked.range) expect(labelValue(query, 'job')).toBe(text)
    }),
    { numRuns: 20 },
  )
})

test('a cluster’s name cannot leave its place in an address', async () => {
  const { collector } = await lab({ cluster: 'a/b?start=0#', range: () => undefined })
  const { panel } = await collector.group('etcd/fsync', {})
  expect(panel.metrics[0]?.uri).toMatch(/^metric:\/\/a%2Fb%3Fstart%3D0%23\/fsync_p99\?start=\d+&end=\d+&step=\d+$/)
})

import { formatValue } from '@ocp-perf/panel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findUnheld } from './check-narrative.ts'

const text = [
  'Window: 2026-11-29T11:50:00Z to 2026-11-29T12:50:00Z (60 min).',
  'Slow disk: etcd-2, degraded, since 2026-11-29T12:06:40Z (for 43 min), confidence 97%, 60% of the window.',
  'etcd-2: fsync p99 typically 123 ms (degraded over 20 ms, 95th percentile).',
  'Score 70 of 100 points. 3 members, 1 of them bad. 1,234 slow requests, 12.5k requests/s, 150 KiB.',
  'The node worker-1 sends 2.5 Gbit/s over a link of 10 Gbit/s with v4.18.3.',
].join('\n')
const evidence = { text, names: ['etcd-1', 'etcd-2', 'etcd-3', 'worker-1'], values: [] }
const unheld = (prose: string) => findUnheld(prose, evidence)

test.each([
  'Fsync takes 123 ms, 123ms, 0.123 s, 0.12 seconds, 120 ms or 123,000 µs.',
  'It went from 20 to 123 ms, or 20–123 ms; 60 and 97%.',
  '**Since 12:06** (12:06:40Z, 2026-11-29T12:06:40Z, 12:07 UTC on 29 November), for 43 minutes of 1 h.',
  'Between 11:50 and 12:50 on Nov 29, 2026; 11:50-12:50.',
  '60% of the window, that is 60 percent or 0.6 of it; 97 % sure.',
  'Score 70/100. 3 members, 1234 requests, 1.2k requests, 12,500 requests per second.',
  '150 KiB are 153,600 bytes, or 0.15 MiB.',
  '2.5 Gbit/s of 10 Gbit/s; 2500 Mbps.',
  '1. First look at `etcd-2`.\n2) Then at worker-1.\n   - 3. Then again.\n## 4. Last\n12. Finally',
  'Step 7: see https://etcd.io/docs/v3.6/faq/ for etcd 3.6, OpenShift 4.18 and v4.18.3 at 10.0.3.17:2379 (HTTP 503, 5xx).',
  'The p99 and the 99th percentile on IPv4, sha256 and x86_64.',
  'One or two members, 1 leader, 2 followers, no figure at all.',
])('what is in the evidence is held: %s', (prose) => {
  expect(unheld(prose)).toEqual([])
})

test.each([
  ['Fsync takes 124 ms.', ['124 ms']],
  ['Fsync takes 123 s.', ['123 s']],
  ['Fsync takes 0.13 s, and 100 ms at best.', ['0.13 s', '100 ms']],
  ['Latencies of **250 ms** and sub-15 ms.', ['250 ms', '15 ms']],
  ['It went from 30 to 123 ms.', ['30']],
  ['It is 6x slower, by 510%.', ['6', '510%']],
  ['Since 12:16, for 33 min, until 12:06:41Z on 28 November.', ['12:16', '12:06:41Z', '28 November', '33 min']],
  ['On 2026-11-28.', ['2026-11-28']],
  ['5 members and 1,235 requests.', ['5', '1,235']],
  ['61% of the window, score 71/100.', ['61%', '71']],
  ['150 MiB were sent at 3.5 Gbit/s, 150 KiB/s.', ['150 MiB', '3.5 Gbit/s', '150 KiB/s']],
  ['1h30m and 2 h 10 min.', ['1h30m', '2 h 10 min']],
  ['Look at etcd-7 and `worker-12`, not at etcd-2.', ['etcd-7', 'worker-12']],
  ['Use 16 GB of RAM and .5 s.', ['16 GB', '.5 s']],
])('what is not is told as it was written: %s', (prose, expected) => {
  expect(unheld(prose).sort()).toEqual([...expected].sort())
})

test('a value is held in whatever unit and to however few digits it is written', () => {
  const size = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
  const units = fc.constantFrom('seconds', 'bytes', 'ratio') satisfies fc.Arbitrary<'seconds' | 'bytes' | 'ratio'>
  fc.assert(
    fc.property(size, units, fc.integer({ min: 1, max: 6 }), (value, dimension, digits) => {
      const known = { text: '', names: [], values: [{ dimension, value }] }
      expect(findUnheld(`It is ${formatValue(value, dimension)}.`, known)).toEqual([])
      if (dimension !== 'seconds') return
      const written = [`${decimals(value, digits)} s`, `${decimals(value * 1000, digits)} ms`]
      expect(findUnheld(written.join(' or '), known)).toEqual([])
    }),
  )
})

function decimals(value: number, digits: number): string {
  return value.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(value))))
}

test('a value that is off by more than its last digit is found', () => {
  fc.assert(
    fc.property(fc.integer({ min: 101, max: 999 }), fc.integer({ min: 1, max: 60 }), (value, off) => {
      const known = { text: `It is ${value} ms.`, names: [], values: [] }
      const other = value + off + ((value + off) % 10 === 0 ? 1 : 0)
      expect(findUnheld(`It is ${other} ms.`, known)).toEqual([`${other} ms`])
      expect(findUnheld(`It is ${value} s.`, known)).toEqual([`${value} s`])
    }),
  )
})

test('every moment of the evidence may be told by its minute, and no other may', () => {
  const within = fc.integer({ min: 0, max: 86_399 })
  fc.assert(
    fc.property(within, within, (moment, other) => {
      const known = { text: `Since ${clock(moment)}Z.`, names: [], values: [] }
      expect(findUnheld(`Since ${clock(moment).slice(0, 5)}.`, known)).toEqual([])
      fc.pre(Math.abs(moment - other) > 90)
      expect(findUnheld(`Since ${clock(other).slice(0, 5)}.`, known)).toHaveLength(1)
    }),
  )
})

const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19)

test('any text can be checked, in reasonable time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (prose) => {
      expect(Array.isArray(unheld(prose))).toBe(true)
    }),
  )
  const began = performance.now()
  for (const piece of ['1 ', '1,111', '9:', 'a-1', '- 1. ', '1 to ', '*', '1h']) unheld(piece.repeat(4000))
  expect(performance.now() - began).toBeLessThan(10_000)
})

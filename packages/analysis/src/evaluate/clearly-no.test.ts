import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition } from '../rules/rule-schema.ts'
import { catalog, etcdRules, measure, networkRules, ovnkRules } from '../testing/measured.ts'
import { askReading, isClearlyNo } from './ask-reading.ts'
import { peersOf } from './peers.ts'
import { createReadings, type Reading, type Readings } from './readings.ts'

const domains = [etcdRules, networkRules, ovnkRules]
const points = 40
const sample = fc.oneof(
  fc.constantFrom(0, 1, Number.NaN, Number.POSITIVE_INFINITY),
  fc.double({ min: -1, max: 3, noNaN: true }),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
)

function statesOf({ is, by }: Condition, reading: Reading, readings: Readings) {
  const options = { by, during: undefined, peers: () => peersOf(reading, readings), lag: 0 }
  return { clearly: isClearlyNo(reading, is), asked: askReading(reading, is, options).state }
}

test.each(domains.map((rules) => [rules.domain.id, rules] as const))(
  'what is clearly a no by a row of %s is one when it is asked',
  (_, rules) => {
    const conditions = rules.causes
      .flatMap(({ requires }) => requires.flatMap((each) => ('any' in each ? each.any : [each])))
      .filter(({ metric }) => catalog.metric(metric).by.length > 0)
    let told = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...conditions),
        fc.array(sample, { minLength: 1, maxLength: points }),
        (drawn, values) => {
          const change = {
            metric: drawn.metric,
            from: 0,
            to: 1,
            value: (index: number) => values[index % values.length] ?? 0,
          }
          const readings = createReadings(measure([change], { rules, points }), catalog, rules.domain.of)
          const states = readings.of(drawn.metric).map((reading) => statesOf(drawn, reading, readings))
          const clear = states.filter(({ clearly }) => clearly)
          told += clear.length
          expect(clear.map(({ asked }) => asked)).toEqual(clear.map(() => 'no'))
        },
      ),
      { numRuns: 60 },
    )
    expect(told).toBeGreaterThan(0)
  },
)

import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, test } from 'vitest'
import { parseExpression } from '../syntax/parse-expression.ts'
import { functionTable } from './table.ts'

/** Why a function that Prometheus' grammar knows is not in the table. */
const leftOut: Readonly<Record<string, string>> = {
  histogram_avg: 'knows native histograms only',
  histogram_count: 'knows native histograms only',
  histogram_stddev: 'knows native histograms only',
  histogram_stdvar: 'knows native histograms only',
  histogram_sum: 'knows native histograms only',
  info: 'experimental, and reads series that are not its arguments',
  start_timestamp: 'no store knows when a counter was created',
}

/** The grammar calls `avg_over_time` AvgOverTime; some names it writes in a way of its own. */
const spellings: Readonly<Record<string, string>> = {
  HistogramStdDev: 'histogram_stddev',
  HistogramStdVar: 'histogram_stdvar',
  StartFn: 'start',
  EndFn: 'end',
}

const grammarFunctions = parser.nodeSet.types
  .map(({ name }) => ({
    name,
    call: spellings[name] ?? name.replace(/\B[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
  }))
  .filter(({ name, call }) => parser.parse(`${call}()`).toString().includes(`FunctionIdentifier(${name})`))
  .map(({ call }) => call)

test('every function of the grammar is in the table or left out for a reason', () => {
  expect(grammarFunctions.length).toBeGreaterThan(80)
  const missing = grammarFunctions.filter((name) => !functionTable.has(name))
  expect(missing.toSorted()).toEqual(Object.keys(leftOut))
})

test('the table has no name twice and none that Prometheus does not know', () => {
  for (const [name, spec] of functionTable) expect(spec.name).toBe(name)
  const unknown = [...functionTable.keys()].filter((name) => !grammarFunctions.includes(name))
  // Its name up to Prometheus 2 is not in the grammar of 3.
  expect(unknown).toEqual(['holt_winters'])
})

describe('every function', () => {
  const examples = { scalar: '1', vector: 'up', matrix: 'up[5m]', string: '"a"' }

  test.each([...functionTable.values()])(
    '$name parses with its arguments, without the optional ones, and not with more',
    async ({ name, args, optional = 0, repeats = false }) => {
      const given = args.map((type) => examples[type])
      const call = (count: number) => `${name}(${given.slice(0, count).join(', ')})`
      await expect(parseExpression(call(args.length))).resolves.toMatchObject({ kind: 'call', name })
      await expect(parseExpression(call(args.length - optional))).resolves.toMatchObject({ kind: 'call', name })
      const more = `${name}(${[...given, given.at(-1) ?? '1'].join(', ')})`
      if (repeats) await expect(parseExpression(more)).resolves.toMatchObject({ kind: 'call', name })
      else await expect(parseExpression(more)).rejects.toMatchObject({ code: 'bad_query' })
    },
  )
})

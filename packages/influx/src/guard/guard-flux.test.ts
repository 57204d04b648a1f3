import { AppError } from '@ocp-perf/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fluxPackages } from './flux-allowed.ts'
import { guardFlux } from './guard-flux.ts'

const read = 'from(bucket: "b") |> range(start: -1h)'

test.each([
  [read],
  [`${read} |> filter(fn: (r) => r._measurement == "cpu" and r.host =~ /web\\/\\d+/ or not exists r.x)`],
  [`${read} |> aggregateWindow(every: 1h30m, fn: mean, createEmpty: false) |> yield(name: "to")`],
  [
    `import "math"\nimport s "strings"\n${read} |> map(fn: (r) => ({r with _value: r._value / 2.0 * math.pi, to: s.toUpper(v: r.a), "b c": 1}))`,
  ],
  [
    `f = (tables=<-, by=1.5) => tables |> map(fn: (r) => { x = r._value * by\n return {r with _value: x} })\n${read} |> f(by: 2.0)`,
  ],
  [`d = ["a": 1, "b": 2]\ne = [:]\na = [1, 2][0]\n${read} |> limit(n: a)`],
  [`// |> to(bucket: "x")\nfrom(bucket: "to(bucket:") |> range(start: 2024-01-01T00:00:00Z, stop: now())`],
  [
    `option now = () => 2024-01-01T00:00:00Z\n${read} |> map(fn: (r) => ({r with t: if r._value > 1.0 then "a\${r._value + 1.0}b" else "c"}))`,
  ],
  ['import "influxdata/influxdb/schema"\nschema.measurements(bucket: "b")'],
  ['import "array"\narray.from(rows: [{_time: now(), _value: 1}])'],
])('a script that reads is let through: %s', (script) => {
  expect(() => guardFlux(script)).not.toThrow()
})

/** Each puts points somewhere or reaches elsewhere, if the server were to run it. */
const writes = [
  `${read} |> to(bucket: "x")`,
  `${read} |> wideTo(bucket: "x")`,
  `x = to\n${read} |> x(bucket: "y")`,
  `${read} |> {a: to}.a(bucket: "y")`,
  `f = (to) => 1\n${read} |> to(bucket: "y")`,
  `f = (g=to) => ${read} |> g(bucket: "y")\nf()`,
  `to = to\n${read} |> to(bucket: "y")`,
  `f = () => { to = 1\n return to }\n${read} |> to(bucket: "y")`,
  `${read} |> to(bucket: "y")\nto = 1`,
  `x = {to}\n${read} |> x.to(bucket: "y")`,
  `${read} |> map(fn: (r) => ({r with a: "\${to(bucket: "y")}"}))`,
  'x = 1 / to(bucket: "y") / 2',
  'x = [to][0]',
  'import "experimental"\nexperimental.to(bucket: "y")',
  'import e "experimental"\ne.to(bucket: "y")',
  'import "influxdata/influxdb"\ninfluxdb.to(bucket: "y")',
  'import i "influxdata/influxdb"\nx = i\nx.to(bucket: "y")',
  'import i "influxdata/influxdb"\ni["to"](bucket: "y")',
  'import i "influxdata/influxdb"\nx = {i with a: 1}',
  'import "http"\nhttp.post(url: "http://x")',
  'import m "http/requests"\nm.get(url: "http://x")',
  'import "sql"\nsql.to(dataSourceName: "x")',
  'import "socket"\nsocket.from(url: "x")',
  'import "csv"\ncsv.from(file: "/etc/passwd")',
  'import "influxdata/influxdb/secrets"\nsecrets.get(key: "x")',
  'import "ma\\x74h"',
  'from(bucket: "b", host: "http://x", token: "t") |> range(start: -1h)',
  'from(bucket: "b", "host": "http://x")',
  'host = "http://x"\nfrom(bucket: "b", host)',
  'f = from\nf(bucket: "b", host: "http://x")',
  'option task = {name: "t", every: 1h}',
  'option influxdb.to = 1',
  'builtin to : (<-tables: stream[A]) => stream[A]',
  'testcase a { }',
  '@edition("2022.1")\nx = 1',
]

test.each(writes.map((script) => [script]))('a script that could write or reach elsewhere is refused: %s', (script) => {
  expect(() => guardFlux(script)).toThrow(AppError)
})

test('spaces and comments between tokens do not get a write past', () => {
  const blank = fc.constantFrom(' ', '\n', '\t', ' // to be or "not\n', '\n//|> (\n', '\r\n')
  fc.assert(
    fc.property(fc.constantFrom(...writes), fc.array(blank, { minLength: 1, maxLength: 5 }), (script, blanks) => {
      let index = 0
      const spaced = script.replace(
        /(?<=[\s(){},|>])(?=[\w"(){}])(?<!["\\$]\s?)/g,
        () => blanks[index++ % blanks.length] ?? '',
      )
      expect(() => guardFlux(spaced)).toThrow(AppError)
    }),
    { numRuns: 200 },
  )
})

test('a refusal names what is refused, where, and what comes near', () => {
  expect(() => guardFlux(`${read}\n  |> agregateWindow(every: 1m, fn: mean)`)).toThrow(
    expect.objectContaining({
      code: 'bad_query',
      message: expect.stringMatching(/agregateWindow is refused.*line 2, column 6/),
      hint: expect.stringContaining('aggregateWindow'),
    }),
  )
  expect(() => guardFlux('import "mat"')).toThrow(expect.objectContaining({ hint: expect.stringContaining('math') }))
  expect(() => guardFlux(`${read} |> range(start: v.timeRangeStart)`)).toThrow(/v, which dashboards define/)
})

test('any text is judged without a crash, and deep nesting is refused', () => {
  const piece = fc.constantFrom(
    ...'from ( ) { } [ ] " ${ \\ / // , : = => |> <- if then else return option import "math" a 1 1h . to'.split(' '),
    '\n',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        guardFlux(pieces.join(' '))
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
      }
    }),
    { numRuns: 300 },
  )
  expect(() => guardFlux(`${'('.repeat(5000)}1`)).toThrow(/nested too deeply/)
})

test('each package that may be imported says why', () => {
  for (const { why } of Object.values(fluxPackages)) expect(why).toMatch(/\w{4}/)
})

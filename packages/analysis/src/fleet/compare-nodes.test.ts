import { createCatalog, groupSchema } from '@ocp-perf/metrics'
import type { MetricResult, PanelResult, Row } from '@ocp-perf/panel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareNodes } from './compare-nodes.ts'

const metric = (id: string, more: object = {}) => ({
  id,
  title: id,
  brief: 'B.',
  unit: 'ratio',
  better: 'lower',
  by: ['node', 'device'],
  query: 'max by (node) (x)',
  ...more,
})
const catalog = createCatalog([
  {
    ...groupSchema.parse({
      title: 'T',
      brief: 'B.',
      metrics: [
        metric('drops', { noise: 0.001 }),
        metric('speed', { better: 'higher' }),
        metric('traffic', { better: 'none' }),
      ],
    }),
    name: 'network/test',
  },
])

function rowOf(node: string, value: number | null, labels: Row['labels'] = {}): Row {
  const figures = { last: value, mean: value, min: value, max: value, p95: value }
  return { labels: { node, ...labels }, ...figures, verdict: 'unknown', over: null, since: null }
}

function panelOf(rows: Record<string, readonly Row[]>): { panel: PanelResult } {
  const metrics = Object.entries(rows).map(
    ([id, each]): MetricResult => ({
      id,
      title: id,
      unit: 'ratio',
      verdict: 'unknown',
      headline: '',
      rows: [...each],
      omitted: 0,
      uri: '',
    }),
  )
  const window = { start: 0, end: 3600, step: 60 }
  const about = { cluster: 'c', panel: 'p', platform: 'openshift', verdict: 'unknown', headline: '' } as const
  return { panel: { ...about, window, metrics, findings: [], notes: [] } }
}

const fleetOf = (values: readonly number[], labels?: Row['labels']) =>
  values.map((value, index) => rowOf(`n${index}`, value, labels))

test('a node that drops what others do not is told, with the fleet and how far it is from it', () => {
  const { outliers, nodes } = compareNodes(panelOf({ drops: fleetOf([0.01, 0.012, 0.011, 0.4, 0.009, 0.01]) }), catalog)
  expect(nodes).toBe(6)
  expect(outliers).toMatchObject([{ node: 'n3', value: 0.4, fleet: expect.closeTo(0.0105), worse: true }])
  // (0.4 − 0.0105) / (1.4826 × 0.001)
  expect(outliers[0]?.z).toBeCloseTo(262.7, 1)
})

test('one that is unlike a fleet of equals is told by their mean deviation, as their median deviation is none', () => {
  const { outliers } = compareNodes(panelOf({ speed: fleetOf([10, 10, 10, 1, 10, 10]) }), catalog)
  expect(outliers).toMatchObject([{ node: 'n3', worse: true }])
  // −9 / (1.2533 × 9 / 6)
  expect(outliers[0]?.z).toBeCloseTo(-4.79, 2)
})

test('worse comes before better and before what is neither, and the furthest first', () => {
  const panel = panelOf({
    traffic: fleetOf([1, 1.1, 0.9, 1, 1.05, 9000]),
    speed: fleetOf([10, 10.1, 9.9, 10, 10.05, 900]),
    drops: fleetOf([0.01, 0.011, 0.009, 0.01, 0.0105, 0.5]),
  })
  const told = compareNodes(panel, catalog).outliers.map((each) => [each.metric.id, each.worse])
  expect(told).toEqual([
    ['drops', true],
    ['traffic', undefined],
    ['speed', false],
  ])
})

test('rows of one device are held against the same device of others alone', () => {
  const rows = [
    ...fleetOf([1, 1.1, 0.9, 1, 1.05, 1], { device: 'ens3' }),
    ...fleetOf([90, 91, 89, 90, 92, 90], { device: 'ens4' }),
  ]
  expect(compareNodes(panelOf({ drops: rows }), catalog).outliers).toEqual([])
})

test('differences below the noise, or of less than half as much again, are none', () => {
  expect(compareNodes(panelOf({ drops: fleetOf([1e-6, 1e-6, 1.1e-6, 1e-6, 1e-6, 9e-4]) }), catalog).outliers).toEqual(
    [],
  )
  expect(compareNodes(panelOf({ drops: fleetOf([1, 1.001, 0.999, 1, 1, 1.4]) }), catalog).outliers).toEqual([])
})

test('too few nodes have no outlier, and the metric is named as not compared', () => {
  const { outliers, compared, uncompared } = compareNodes(panelOf({ drops: fleetOf([0, 0, 0, 9]), speed: [] }), catalog)
  expect(outliers).toEqual([])
  expect(compared).toEqual([])
  expect(uncompared.map(({ id }) => id)).toEqual(['drops'])
})

test('at most half of a fleet is apart from it, and scaling the unit changes nobody', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 5, maxLength: 60 }), (values) => {
      const told = (by: number) =>
        compareNodes(panelOf({ speed: fleetOf(values.map((value) => value * by)) }), catalog).outliers.map(
          ({ node }) => node,
        )
      expect(told(1).length).toBeLessThanOrEqual(values.length / 2)
      // A power of two rounds nothing.
      expect(new Set(told(1024))).toEqual(new Set(told(1)))
    }),
    { numRuns: 50 },
  )
})

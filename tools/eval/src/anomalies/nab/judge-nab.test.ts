import { detectAnomalies } from '@ocp-perf/stats'
import { expect, test } from 'vitest'
import { judgedMethods } from '../methods.ts'
import { makeServices } from '../services/make-services.ts'
import { alertRows } from './judge-nab.ts'

test.each(judgedMethods)(
  'alerts of $name at its threshold are those that it gives itself',
  ({ options, threshold }) => {
    const [, , services] = makeServices(7, 3)
    if (services === undefined) throw new Error('There are three of them.')
    const { times, values } = services
    const { alerts, scores, rest } = detectAnomalies({ times, values }, options)
    expect(alertRows(times, scores, threshold, rest)).toEqual(alerts.map(({ index }) => index))
    expect(alertRows(times, scores, 2 * threshold, rest).length).toBeLessThanOrEqual(alerts.length)
  },
)

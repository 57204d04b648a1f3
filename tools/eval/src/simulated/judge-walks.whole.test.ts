import { loadScenarios } from '@ocp-perf/cluster-sim'
import { locateConfig } from '@ocp-perf/metrics'
import { expect, test } from 'vitest'
import { ratio } from '../judge/summary.ts'
import { drawCases, everyDomain } from './draw-cases.ts'
import { formatWalk, judgeWalks, shareRight } from './judge-walks.ts'

const { all } = loadScenarios(locateConfig({}, import.meta.url))

test('walked level by level, simulated clusters of every domain are stopped at where the trouble is, and healthy ones nowhere', async () => {
  const judged = await judgeWalks(drawCases(12, 'walks', all, everyDomain))
  expect(judged.filter(({ falseAlarm }) => falseAlarm).map(formatWalk)).toEqual([])
  expect(ratio(shareRight(judged)), judged.map(formatWalk).join('\n')).toBeGreaterThanOrEqual(0.9)
}, 120_000)

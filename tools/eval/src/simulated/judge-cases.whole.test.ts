import { listDomains } from '@ocp-perf/analysis'
import { loadScenarios } from '@ocp-perf/cluster-sim'
import { locateConfig } from '@ocp-perf/metrics'
import { expect, test } from 'vitest'
import { ratio, summarize } from '../judge/summary.ts'
import { drawCases } from './draw-cases.ts'
import { judgeCases } from './judge-cases.ts'

const config = locateConfig({}, import.meta.url)
const { all } = loadScenarios(config)
const about = new Set(all.map(({ domain }) => domain))
const domains = listDomains(config).filter((domain) => about.has(domain))

test.each(domains)(
  'of simulated clusters at any hour the right cause of %s is named first, and none that is healthy is called ill',
  async (domain) => {
    const judged = await judgeCases(drawCases(10, 'test', all, domain))
    const { accuracy, falseAlarms, members } = summarize(judged.map(({ outcome }) => outcome))
    const wrong = judged
      .filter(({ outcome }) => !outcome.right)
      .map(({ outcome, told }) => `${outcome.name} [${told}]: ${outcome.headline}`)
    expect(falseAlarms).toEqual([])
    expect(ratio(accuracy), wrong.join('\n')).toBeGreaterThanOrEqual(0.9)
    expect(ratio(members)).toBeGreaterThanOrEqual(0.9)
    const unseen = judged
      .filter(({ outcome }) => outcome.expected.cause === 'none')
      .flatMap(({ diagnosis }) => diagnosis.unseen)
    expect(unseen).toEqual([])
  },
  120_000,
)

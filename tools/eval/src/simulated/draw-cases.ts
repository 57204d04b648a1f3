import type { Scenario } from '@ocp-perf/cluster-sim'
import { createDraw } from '../create-draw.ts'

/** A simulated cluster in which something goes wrong, or nothing. Times are unix seconds. */
export interface SimulatedCase {
  name: string
  /** Whose diagnosis is judged. */
  domain: string
  scenario: Scenario
  seed: string
  begins: number
  now: number
}

/** In place of a domain: the cluster as a whole, whose levels are walked. */
export const everyDomain = 'cluster'

const minute = 60
const week = 7 * 86_400
/** A Monday; cases lie in the week after it. */
const monday = 1_794_787_200
/** Of so many draws one is of a healthy cluster, beside those whose turn it is. */
const healthyEvery = 5

/**
 * Draws cases of a domain: each of its scenarios in turn, so that none is left out, at any hour of the week, with a beginning 10 to 45 minutes ago.
 * Whom it hits and how hard is the simulation's to draw by the case's seed. The same seed draws the same cases.
 */
export function drawCases(
  count: number,
  seed: string,
  scenarios: readonly Scenario[],
  domain: string,
): SimulatedCase[] {
  // What is about no domain is healthy for each of them.
  const own = scenarios.filter(
    (scenario) => domain === everyDomain || scenario.domain === domain || scenario.domain === null,
  )
  const healthy = own.filter(({ cause }) => cause === null)
  const ill = own.filter(({ cause }) => cause !== null)
  const draw = createDraw(seed)
  return Array.from({ length: count }, (_, index) => {
    const pool = index % healthyEvery === healthyEvery - 1 ? healthy : ill
    const turn = pool === healthy ? Math.floor(index / healthyEvery) : index - Math.floor(index / healthyEvery)
    const scenario = pool[turn % pool.length]
    if (scenario === undefined) throw new RangeError('There are no scenarios to draw from.')
    const now = monday + Math.floor((draw() * week) / minute) * minute
    const begins = now - Math.floor((10 + 35 * draw()) * minute)
    return { name: `${scenario.id}-${index}`, domain, scenario, seed: `${seed}-${index}`, begins, now }
  })
}

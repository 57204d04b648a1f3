import type { Cause, Diagnosis, Evidence } from '@ocp-perf/panel'
import { describe, expect, test } from 'vitest'
import { conditionsOf } from '../rules/conditions-of.ts'
import type { Rule, Rules } from '../rules/rule-schema.ts'
import { etcdRules, networkRules } from '../testing/measured.ts'
import { type DiagnosedDomain, walkLevels } from './walk-levels.ts'

const window = { start: 1_790_000_000, end: 1_790_003_600, step: 30 }
const levels = [
  { id: 'node', title: 'node health' },
  { id: 'etcd', title: 'etcd' },
  { id: 'network', title: 'node network' },
]

function cause(id: string, after: number | null, more: Partial<Cause> = {}): Cause {
  return {
    id,
    title: id,
    severity: 'degraded',
    members: [],
    nodes: [],
    scope: 'the cluster',
    summary: `${id}: the cluster`,
    confidence: 0.9,
    confidence_because: '',
    onset: after === null ? null : window.start + after,
    onset_within: 30,
    persistence: 0.5,
    ongoing: true,
    evidence: [],
    unmeasured: [],
    alike: [],
    brings: [],
    recommendations: [],
    sources: [],
    ...more,
  }
}

function felt(after: number | null, comparison: Evidence['comparison'] = 'limit'): Evidence {
  return {
    metric: 'api_write_p99',
    title: 'Write p99',
    unit: 'seconds',
    labels: {},
    value: 3,
    reference: 1,
    comparison,
    since: after === null ? null : window.start + after,
    share: 0.5,
    says: 'Write p99 typically 3 s',
  }
}

/** A domain in which these causes were found, and that is well otherwise. */
function domain(rules: Rules, causes: Cause[], impact: Evidence[] = [], verdict: Diagnosis['verdict'] = 'ok') {
  const diagnosis: Diagnosis = {
    cluster: 'c',
    domain: rules.domain.id,
    platform: 'openshift',
    window,
    verdict: causes[0]?.severity ?? verdict,
    headline: '',
    score: { value: null, parts: [] },
    causes,
    consequences: [],
    members: [],
    findings: [],
    impact,
    unseen: [],
    notes: [],
  }
  return { rules, diagnosis } satisfies DiagnosedDomain
}

const nodeRules: Rules = {
  domain: { ...networkRules.domain, id: 'node', level: 'node' },
  causes: networkRules.causes
    .slice(0, 1)
    .map((rule): Rule => ({ ...rule, id: 'cpu-saturation', follows: ['network'] })),
}

const walk = (etcd: Cause[], network: Cause[], impact: Evidence[] = [], node: Cause[] = []) =>
  walkLevels([domain(etcdRules, etcd, impact), domain(networkRules, network), domain(nodeRules, node)], levels)

test('it stops at the first level whose cause began before the symptom, and says so', () => {
  const { stopped_at, causes, headline } = walk([cause('defrag', 600)], [cause('fabric-loss', 500)], [felt(700)])
  expect(stopped_at).toBe('etcd')
  expect(causes.map(({ id }) => id)).toEqual(['defrag'])
  expect(headline).toMatch(/^Stopped at etcd, before the symptom \(\d\d:\d\d:\d\dZ\): defrag: the cluster/)
})

test('a level whose cause began after the symptom is passed by', () => {
  const { stopped_at, levels: told } = walk([cause('defrag', 1800)], [cause('fabric-loss', 500)], [felt(700)])
  expect(stopped_at).toBe('network')
  expect(told.find(({ id }) => id === 'etcd')?.causes[0]?.precedes).toBe(false)
})

test('a cause that its rule places at another level is told there', () => {
  const { levels: told } = walk([cause('slow-disk', 600)], [])
  expect(told.map(({ id, causes }) => [id, causes.length])).toEqual([
    ['node', 1],
    ['etcd', 0],
    ['network', 0],
  ])
})

test('what began before the window comes before whatever began in it', () => {
  expect(walk([cause('defrag', null)], [], [felt(700)]).stopped_at).toBe('etcd')
  expect(walk([cause('defrag', 900)], [], [felt(null)]).stopped_at).toBeNull()
})

test('without a symptom it stops at the first level with a cause', () => {
  const { stopped_at, symptom, headline } = walk([], [cause('fabric-loss', 500)])
  expect({ stopped_at, symptom }).toEqual({ stopped_at: 'network', symptom: null })
  expect(headline).toContain('nobody was measured to suffer from it')
})

test('what is merely higher than it was is no symptom', () => {
  expect(walk([cause('defrag', 900)], [], [felt(100, 'before')])).toMatchObject({ symptom: null, stopped_at: 'etcd' })
})

test('a symptom that the caller names by its time is taken in place of what was measured', () => {
  const diagnosed = [domain(etcdRules, [cause('defrag', 900)], [felt(1000)])]
  const early = walkLevels(diagnosed, levels, { symptomSince: window.start + 100 })
  expect(early).toMatchObject({ stopped_at: null, symptom: { given: true, since: window.start + 100 } })
  expect(early.headline).toMatch(/^No cause that was found began before the symptom; the first one after it is at etcd/)
})

describe('a cause that follows from another domain', () => {
  const busy = cause('cpu-saturation', 600, { nodes: ['n1'] })

  test('does not stop the walk, and names what it follows from', () => {
    const told = walk([], [cause('softnet-overload', 590, { nodes: ['n1'] })], [], [busy])
    expect(told.stopped_at).toBe('network')
    expect(told.levels[0]?.causes[0]?.follows).toEqual({ domain: 'network', cause: 'softnet-overload' })
  })

  test('stops it where the other is on another node, or began later', () => {
    expect(walk([], [cause('softnet-overload', 590, { nodes: ['n2'] })], [], [busy]).stopped_at).toBe('node')
    expect(walk([], [cause('softnet-overload', 1500, { nodes: ['n1'] })], [], [busy]).stopped_at).toBe('node')
  })
})

describe('a level of which the cluster has nothing', () => {
  const needed = etcdRules.causes.flatMap((rule) => conditionsOf(rule).map(({ metric }) => metric))
  const lacking = new Map(needed.filter((id) => id.startsWith('etcd_')).map((id) => [id, 'it has no etcd']))
  const diagnosed = [domain(etcdRules, [], [], 'no_data'), domain(networkRules, []), domain(nodeRules, [])]

  test('is named, and neither keeps the others from being well nor is well itself', () => {
    const walked = walkLevels(diagnosed, levels, { lacking })
    expect(walked).toMatchObject({ verdict: 'ok', headline: 'No cause at any level; not part of this cluster: etcd' })
    expect(walked.levels.find(({ id }) => id === 'etcd')).toMatchObject({
      verdict: 'no_data',
      part_of_cluster: false,
      says: 'not counted: it has no etcd',
    })
  })

  test('counts as soon as a single cause could be at work there', () => {
    const walked = walkLevels(diagnosed, levels, {
      lacking: new Map([...lacking].filter(([id]) => id !== 'etcd_fd_use')),
    })
    expect(walked.levels.find(({ id }) => id === 'etcd')?.part_of_cluster).toBe(true)
    expect(walked.verdict).toBe('unknown')
  })

  test('is told nonetheless where something is wrong there', () => {
    const walked = walkLevels([domain(etcdRules, [cause('defrag', 600)])], levels, { lacking })
    expect(walked).toMatchObject({ stopped_at: 'etcd', verdict: 'degraded' })
  })
})

describe('levels that could not be judged', () => {
  test('keep all from being called well', () => {
    const { verdict, headline } = walkLevels(
      [domain(etcdRules, []), domain(networkRules, [], [], 'unknown'), domain(nodeRules, [])],
      levels,
    )
    expect(verdict).toBe('unknown')
    expect(headline).toBe('No cause at any level; could not be judged: node network')
  })

  test('are named where they lie below the one it stopped at', () => {
    const { headline } = walkLevels(
      [domain(etcdRules, [cause('defrag', 600)]), domain(networkRules, []), domain(nodeRules, [], [], 'no_data')],
      levels,
    )
    expect(headline).toContain('; below it node health could not be judged')
  })

  test('are all of them where nothing was measured', () => {
    const nothing = [etcdRules, networkRules, nodeRules].map((rules) => domain(rules, [], [], 'no_data'))
    expect(walkLevels(nothing, levels).verdict).toBe('no_data')
  })
})

test('where all is well it says so', () => {
  expect(walk([], [])).toMatchObject({ verdict: 'ok', stopped_at: null, headline: 'No cause at any level', causes: [] })
})

test('what several domains could not see is told once, with all the causes that it leaves open', () => {
  const blind = (rules: Rules, causes: string[]): DiagnosedDomain => {
    const { diagnosis } = domain(rules, [])
    return { rules, diagnosis: { ...diagnosis, unseen: [{ what: 'CPU busy', why: 'not exported here', causes }] } }
  }
  const { unseen } = walkLevels([blind(etcdRules, ['cpu-starvation']), blind(networkRules, ['udp-buffer'])], levels)
  expect(unseen).toEqual([{ what: 'CPU busy', why: 'not exported here', causes: ['cpu-starvation', 'udp-buffer'] }])
})

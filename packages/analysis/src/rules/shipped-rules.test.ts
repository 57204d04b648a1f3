import { fileURLToPath } from 'node:url'
import { loadCatalog } from '@ocp-perf/metrics'
import { expect, test } from 'vitest'
import { loadLevels } from './load-levels.ts'
import { listDomains, loadRules } from './load-rules.ts'
import type { Rule } from './rule-schema.ts'

const config = fileURLToPath(new URL('../../../../config', import.meta.url))
const catalog = loadCatalog(config)
const all = listDomains(config).map((domain) => loadRules(config, domain, catalog))

interface Placed {
  domain: string
  rule: Rule
}

const causes = all.flatMap(({ domain, causes: rules }) => rules.map((rule): Placed => ({ domain: domain.id, rule })))

const follows = ({ rule }: Placed, origin: Placed) =>
  rule.follows.includes(origin.domain) || rule.follows.includes(`${origin.domain}/${origin.rule.id}`)

test('no two causes explain each other, of which neither would be told as the cause', () => {
  const circles = causes.flatMap((one) =>
    causes
      .filter((other) => follows(one, other) && follows(other, one))
      .map((other) => `${one.domain}/${one.rule.id} and ${other.domain}/${other.rule.id}`),
  )
  expect(circles).toEqual([])
})

test('one domain is meant where nobody says which', () => {
  expect(all.filter(({ domain }) => domain.usual).map(({ domain }) => domain.id)).toEqual(['etcd'])
})

test('every level has causes, and each cause has an id of its own among all domains', () => {
  const placed = new Set(all.flatMap(({ domain, causes: rules }) => rules.map(({ level }) => level ?? domain.level)))
  expect(loadLevels(config).map(({ id }) => id)).toEqual(
    loadLevels(config)
      .map(({ id }) => id)
      .filter((id) => placed.has(id)),
  )
  const ids = causes.map(({ rule }) => rule.id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

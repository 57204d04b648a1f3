import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isMap, isSeq, parseDocument } from 'yaml'
import { loadCatalog } from './catalog/catalog.ts'
import type { Group, Metric } from './catalog-schema.ts'
import { checkPlaceholders, expandQuery } from './expression.ts'
import type { Profile } from './profile-schema.ts'
import { withCatalog } from './testing/catalog-page.ts'
import { resultLabels, syntaxError } from './testing/result-labels.ts'
import { shippedConfig, shippedProfiles } from './testing/shipped-config.ts'

const page = join(shippedConfig, '../docs/metrics.md')
const groups = [...loadCatalog(shippedConfig).groups.values()]
const metrics = groups.flatMap((group) => group.metrics.map((metric) => ({ id: metric.id, metric, group })))

test.each(groups)('$name is described and its entries have words for people', ({ title, brief, metrics: entries }) => {
  expect(title.length).toBeGreaterThan(3)
  expect(brief).toMatch(/[.!?]\s*$/)
  for (const entry of entries) {
    expect(entry.brief, entry.id).toMatch(/[.!?]\s*$/)
    expect(entry.title, entry.id).toMatch(/^\S/)
  }
})

test.each(metrics)('$id uses only placeholders that some profile defines', ({ id, metric }) => {
  for (const expression of expressionsOf(metric)) checkPlaceholders(id, expression, shippedProfiles)
})

test.each(metrics)('$id is PromQL on every platform that has its parts', ({ metric }) => {
  const asked = queriesOf(metric)
  expect(asked).not.toEqual([])
  for (const { profile, query } of asked) expect(syntaxError(query), `${profile.id}: ${query}`).toBeUndefined()
})

test.each(metrics)('$id answers with the labels that its rows are keyed by', ({ metric }) => {
  for (const { profile, query, isFallback } of queriesOf(metric)) {
    const labels = [...(resultLabels(query) ?? ['those of the stored series'])].sort()
    const keys = labelsOf(metric, profile, query).sort()
    // A fallback may know less of a row than the expression it stands in for.
    if (isFallback) expect(keys, query).toEqual(expect.arrayContaining(labels))
    else expect(labels, query).toEqual(keys)
  }
})

test.each(metrics)('$id cites a public document for its limits', ({ metric }) => {
  const cited = [metric.bands, ...Object.values(metric.bands?.profiles ?? {})].flatMap((bands) => bands?.source ?? [])
  for (const source of cited) expect(new URL(source).protocol).toBe('https:')
  expect(cited.length > 0).toBe(metric.bands !== undefined)
})

test.each(metrics)('$id has limits only for profiles that exist, and milder ones first', ({ metric }) => {
  const bands = metric.bands
  if (bands === undefined) return
  const known = shippedProfiles.map(({ id }) => id)
  expect(known).toEqual(expect.arrayContaining(Object.keys(bands.profiles ?? {})))
  for (const { watch, degraded, critical } of [bands, ...Object.values(bands.profiles ?? {})]) {
    const figures = [watch, degraded, critical].filter((figure) => figure !== undefined)
    const sorted = figures.toSorted((a, b) => (metric.better === 'higher' ? b - a : a - b))
    expect(figures).toEqual(sorted)
    expect(figures).toHaveLength(new Set(figures).size)
    expect(figures.length).toBeGreaterThan(0)
  }
})

test.each(groups)('a range in $name is the rate window, or a comment says why it is not', (group) => {
  const uncommented = entriesOf(group).filter(({ expression, comment }) => {
    const ranges = [...expression.matchAll(/\[([^\]]*)\]/g)].map(([, range]) => range)
    return ranges.some((range) => range !== '$window') && comment === ''
  })
  expect(uncommented.map(({ id }) => id)).toEqual([])
})

test('a metric that the minimal collection profile drops never reads 0 because its targets are up', () => {
  const dropped = metrics.filter(({ metric }) => !metric.minimal).map(({ metric }) => metric)
  const standIns = dropped.filter((metric) => expressionsOf(metric).some((each) => /\bor\b.*\b0 \*.*\bup\{/.test(each)))
  expect(dropped.length).toBeGreaterThan(0)
  expect(standIns.map(({ id }) => id)).toEqual([])
})

test('no name of the original is claimed twice', () => {
  const claims = claimedNames()
  expect(claims.filter((name, index) => claims.indexOf(name) !== index)).toEqual([])
})

test('every metric of the original is claimed by an entry or left out with a reason', () => {
  const original: Record<string, string[]> = JSON.parse(
    readFileSync(new URL('./__fixtures__/original-names.json', import.meta.url), 'utf8'),
  )
  const names = Object.values(original).flat()
  const accounted = [...claimedNames(), ...leftOut()]
  expect(names.filter((name) => !accounted.includes(name))).toEqual([])
  expect(accounted.filter((name) => !names.includes(name))).toEqual([])
  expect(new Set(accounted).size).toBe(accounted.length)
})

test('docs/metrics.md shows the catalog as it is', async () => {
  expect(existsSync(page)).toBe(true)
  // `npx vitest run --project unit packages/metrics/src/catalog-entries.test.ts -u` writes it anew.
  await expect(withCatalog(readFileSync(page, 'utf8'), groups)).toMatchFileSnapshot(page)
})

function expressionsOf({ query, fallback }: Metric): string[] {
  return fallback === undefined ? [query] : [query, fallback]
}

/** What each platform would be asked for a metric; expressions about parts that it lacks are left out. */
function queriesOf(metric: Metric): { profile: Profile; query: string; isFallback: boolean }[] {
  return shippedProfiles.flatMap((profile) =>
    expressionsOf(metric).flatMap((expression, index) => {
      const { query } = expandQuery(expression, profile, 300)
      return query === undefined ? [] : [{ profile, query, isFallback: index > 0 }]
    }),
  )
}

/** Row keys as the labels that queries have them under: a profile's label where the query uses it. */
function labelsOf({ by }: Metric, profile: Profile, query: string): string[] {
  return by.map((key) => {
    const label = Object.values(profile.labels).find((each) => each.key === key)?.label
    return label !== undefined && resultLabels(query)?.has(label) === true ? label : key
  })
}

function claimedNames(): string[] {
  return metrics.flatMap(({ metric }) => metric.seed)
}

/** Names in the first column of the table below the page's heading "Left out". */
function leftOut(): string[] {
  const [, section = ''] = readFileSync(page, 'utf8').split(/^## Left out$/m)
  const [own = ''] = section.split(/^## /m)
  return [...own.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name)
}

/** The expressions of a group's file with the comment that stands before each. */
function entriesOf({ name }: Group): { id: string; expression: string; comment: string }[] {
  const document = parseDocument(readFileSync(join(shippedConfig, 'metrics', `${name}.yml`), 'utf8'))
  const list = document.get('metrics')
  if (!isSeq(list)) throw new Error(`${name} has no metrics`)
  return list.items.flatMap((entry) => {
    if (!isMap(entry)) throw new Error(`${name} holds something that is no metric`)
    return entry.items.flatMap(({ key, value }) => {
      const field = String(key)
      if (field !== 'query' && field !== 'fallback') return []
      const comment =
        typeof key === 'object' && key !== null && 'commentBefore' in key ? String(key.commentBefore ?? '') : ''
      return [{ id: String(entry.get('id')), expression: String(value), comment }]
    })
  })
}

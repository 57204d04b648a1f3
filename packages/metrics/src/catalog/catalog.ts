import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { AppError, nearNames } from '@ocp-perf/errors'
import { type Group, groupSchema, type Metric } from '../catalog-schema.ts'
import { readYaml, refusal } from './read-yaml.ts'
import { type SearchHit, type SearchOptions, search } from './search.ts'
import { applyThresholds } from './thresholds.ts'

/** Everything that can be measured. Look-ups of what is not there are `not_found` and name what is near. */
export interface Catalog {
  /** By name: the file's path below `config/metrics` without its ending. */
  readonly groups: ReadonlyMap<string, Group>
  group(name: string): Group
  metric(id: string): Metric
  groupOf(id: string): Group
  search(text: string, options?: SearchOptions): SearchHit[]
}

/**
 * Reads `config/metrics/<domain>/<group>.yml` and the user's `config/thresholds.yml`. A file with a fault, or an id used
 * twice, is `invalid_input` and names file, entry and field.
 */
export function loadCatalog(configDirectory: string): Catalog {
  const directory = join(configDirectory, 'metrics')
  const groups = groupFiles(directory).map((path): Group => {
    const file = relative(directory, path).split(sep).join('/')
    return { ...readYaml(path, `metrics/${file}`, groupSchema), name: file.replace(/\.ya?ml$/, '') }
  })
  if (groups.length === 0) {
    throw new AppError('not_found', `there is no metric in ${directory}`, {
      hint: 'Set OCP_PERF_CONFIG to a folder whose metrics/<domain>/ holds the catalog.',
    })
  }
  refuseTwins(groups)
  return createCatalog(applyThresholds(configDirectory, groups))
}

/** A catalog over groups that are already read. */
export function createCatalog(list: readonly Group[]): Catalog {
  const groups = new Map(list.map((group) => [group.name, group]))
  const entries = new Map(list.flatMap((group) => group.metrics.map((metric) => [metric.id, { metric, group }])))
  const entry = (id: string) => entries.get(id) ?? absent('metric', id, entries.keys())
  return {
    groups,
    group: (name) => groups.get(name) ?? absent('metric group', name, groups.keys()),
    metric: (id) => entry(id).metric,
    groupOf: (id) => entry(id).group,
    search: (text, options) => search(groups.values(), text, options),
  }
}

function groupFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.ya?ml$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .sort()
}

function refuseTwins(groups: readonly Group[]): void {
  const homes = new Map<string, string>()
  for (const group of groups) {
    for (const { id } of group.metrics) {
      const home = homes.get(id)
      if (home !== undefined) throw refusal(`metrics/${group.name}.yml`, [`entry ${id}: the id stands in ${home} too`])
      homes.set(id, `metrics/${group.name}.yml`)
    }
  }
}

function absent(kind: string, name: string, names: Iterable<string>): never {
  const near = nearNames(name, names)
  const shown = JSON.stringify(name.slice(0, 80))
  throw new AppError('not_found', `there is no ${kind} ${shown}`, {
    hint: near.length === 0 ? 'Search the catalog with list_metrics.' : `Near names: ${near.join(', ')}.`,
  })
}

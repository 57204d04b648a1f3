import type { Resource } from '@ocp-perf/mcp-kit'
import type { AnalyzerContext } from '../context.ts'

const json = 'application/json'

/** What can be measured, and by which limits it is judged. */
export const catalogResources: readonly Resource<AnalyzerContext>[] = [
  {
    name: 'metrics',
    title: 'Metric catalog',
    description: 'Every metric that can be measured: id, title, unit and group.',
    uri: 'catalog://metrics',
    mimeType: json,
    read: async (_, { catalog }) =>
      JSON.stringify(
        catalog.search('').map(({ metric, group }) => ({
          id: metric.id,
          title: metric.title,
          unit: metric.unit,
          better: metric.better,
          group: group.name,
          brief: metric.brief,
        })),
      ),
  },
  {
    name: 'metric-group',
    title: 'Metric group',
    description: 'One group of the catalog with its queries and limits.',
    uri: 'catalog://groups/{domain}/{group}',
    mimeType: json,
    read: async ({ domain = '', group = '' }, { catalog }) => JSON.stringify(catalog.group(`${domain}/${group}`)),
    complete: {
      domain: (typed, { catalog }) => beginningWith(typed, new Set(groupParts(catalog.groups.keys(), 0))),
      group: (typed, { catalog }) => beginningWith(typed, new Set(groupParts(catalog.groups.keys(), 1))),
    },
  },
  {
    name: 'thresholds',
    title: 'Thresholds',
    description: 'The limits that verdicts come from, each with the document that says so.',
    uri: 'catalog://thresholds',
    mimeType: json,
    read: async (_, { catalog }) =>
      JSON.stringify(
        catalog
          .search('')
          .flatMap(({ metric }) =>
            metric.bands ? [{ id: metric.id, unit: metric.unit, better: metric.better, ...metric.bands }] : [],
          ),
      ),
  },
]

/** The names that begin with what was typed. */
export function beginningWith(typed: string, names: Iterable<string>): string[] {
  return [...names].filter((name) => name.startsWith(typed)).sort()
}

function groupParts(names: Iterable<string>, index: number): string[] {
  return [...names].flatMap((name) => name.split('/')[index] ?? [])
}

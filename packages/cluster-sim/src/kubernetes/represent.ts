import type { Page } from './read-objects.ts'
import type { Column, Item, Resource } from './resource.ts'

/** How the objects of an answer are written: as they are, or as the table that kubectl prints. */
interface Representation {
  table: boolean
  /** What a row of a table brings of its object. */
  include: string
}

export function representationFor(accept: string | null, parameters: URLSearchParams): Representation {
  // A client lists what it takes, best first.
  const [best = ''] = (accept ?? '').split(',')
  return { table: /;\s*as=Table\b/.test(best), include: parameters.get('includeObject') ?? 'Metadata' }
}

export function representOne(item: Item, resource: Resource, { table, include }: Representation): object {
  return table ? tableOf([item], resource, {}, include) : whole(item, resource)
}

export function representList({ items, metadata }: Page, resource: Resource, representation: Representation): object {
  if (representation.table) return tableOf(items, resource, metadata, representation.include)
  return {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata,
    items: items.map((item) => whole(item, resource)),
  }
}

export function apiVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}

function whole({ object }: Item, resource: Resource): object {
  return { kind: resource.kind, apiVersion: apiVersionOf(resource), ...object }
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
function tableOf(items: readonly Item[], resource: Resource, metadata: object, include: string): object {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: [{ name: 'Name' } satisfies Column, ...resource.columns].map(defineColumn),
    rows: items.map((item) => ({
      cells: [item.object.metadata.name, ...item.cells],
      ...(include === 'None' ? {} : { object: include === 'Object' ? whole(item, resource) : partial(item) }),
    })),
  }
}

function defineColumn({ name, type, wide }: Column) {
  return {
    name,
    type: type ?? 'string',
    format: name === 'Name' ? 'name' : '',
    description: '',
    priority: wide ? 1 : 0,
  }
}

function partial({ object }: Item): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
}

import { AppError } from '@ocp-perf/errors'
import type { Item, Resource } from './resource.ts'
import { fieldSelector, labelSelector } from './select.ts'
import type { Snapshot } from './snapshot.ts'

/** One object by name. Throws `not_found`. */
export function getItem(
  resource: Resource,
  cluster: Snapshot,
  { namespace, name }: { namespace?: string | undefined; name: string },
): Item {
  const found = itemsIn(resource, cluster, namespace).find(({ object }) => object.metadata.name === name)
  if (found === undefined) throw new AppError('not_found', `${qualifiedName(resource)} "${name}" not found`)
  return found
}

/** As error messages name a resource: `routes.route.openshift.io`. */
function qualifiedName({ plural, group }: Pick<Resource, 'plural' | 'group'>): string {
  return group === '' ? plural : `${plural}.${group}`
}

export interface Page {
  items: readonly Item[]
  /** As a list's `metadata`: what is left, where the page is not the last. */
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number }
}

/** A page of the objects that the parameters select. Throws `invalid_input` for parameters that say nothing. */
export function listItems(
  resource: Resource,
  cluster: Snapshot,
  namespace: string | undefined,
  parameters: URLSearchParams,
): Page {
  const labels = parameters.get('labelSelector')
  const fields = parameters.get('fieldSelector')
  const fitsLabels = labels ? labelSelector(labels) : () => true
  const fitsFields = fields ? fieldSelector(fields, resource.fields) : () => true
  const found = itemsIn(resource, cluster, namespace).filter(({ object }) => fitsLabels(object) && fitsFields(object))
  const from = numberOf(parameters, 'continue')
  const limit = numberOf(parameters, 'limit')
  const end = limit === 0 ? found.length : from + limit
  const remaining = found.length - end
  return {
    items: found.slice(from, end),
    metadata: {
      resourceVersion: String(Math.floor(cluster.time)),
      ...(remaining > 0 ? { continue: String(end), remainingItemCount: remaining } : {}),
    },
  }
}

function itemsIn(resource: Resource, cluster: Snapshot, namespace: string | undefined): readonly Item[] {
  const items = resource.items(cluster)
  return namespace === undefined ? items : items.filter(({ object }) => object.metadata.namespace === namespace)
}

function numberOf(parameters: URLSearchParams, name: string): number {
  const text = parameters.get(name) || '0'
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new AppError('invalid_input', `${name}: Invalid value: ${JSON.stringify(text.slice(0, 40))}`)
}

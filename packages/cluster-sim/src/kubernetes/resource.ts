import { createHash } from 'node:crypto'
import type { Snapshot } from './snapshot.ts'

interface Metadata {
  name: string
  namespace?: string
  labels?: Readonly<Record<string, string>>
  creationTimestamp: string
  uid: string
  resourceVersion: string
}

/** An object without its `apiVersion` and `kind`, which its resource adds. */
export interface KubeObject {
  metadata: Metadata
  spec?: object
  status?: object
  data?: Readonly<Record<string, string>>
}

type Cell = string | number

/** An object, and what a table shows of it after its name. */
export interface Item {
  object: KubeObject
  cells: readonly Cell[]
}

export interface Column {
  name: string
  type?: 'integer'
  /** Shown by `-o wide` only. */
  wide?: true
}

/** A kind of object that the API serves. Discovery, get, list and tables are all made from these. */
export interface Resource {
  /** Empty for the core group. */
  group: string
  version: string
  plural: string
  singular: string
  kind: string
  shortNames: readonly string[]
  namespaced: boolean
  /** What lists may be narrowed by beside name and namespace. */
  fields: readonly string[]
  /** After the name. */
  columns: readonly Column[]
  items(cluster: Snapshot): readonly Item[]
}

interface ResourceOptions extends Partial<Omit<Resource, 'plural' | 'kind' | 'items'>> {
  kind: string
  /** Where it is not the kind with an `s`. */
  plural?: string
  items: Resource['items']
}

export const ageColumn: Column = { name: 'Age' }

export function resource({ kind, ...options }: ResourceOptions): Resource {
  const singular = kind.toLowerCase()
  return {
    group: '',
    version: 'v1',
    singular,
    plural: `${singular}s`,
    shortNames: [],
    namespaced: false,
    fields: [],
    columns: [ageColumn],
    ...options,
    kind,
  }
}

export interface Identity {
  kind: string
  name: string
  namespace?: string
  labels?: Readonly<Record<string, string>>
  /** Unix seconds. */
  created: number
}

/** The metadata of an object; what a real API server draws at random is made of the object's name here. */
export function metadata({ kind, name, namespace, labels, created }: Identity): Metadata {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    creationTimestamp: timestamp(created),
    uid: uidOf(`${kind}/${namespace ?? ''}/${name}`),
    resourceVersion: String(Math.floor(created)),
  }
}

/** Unix seconds as Kubernetes writes times. */
export function timestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
}

export function uidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

interface Condition {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason: string
  message?: string
  lastTransitionTime: string
}

/** A condition as the `conditions` of a status list them. */
export function condition(
  type: string,
  status: boolean | 'Unknown',
  since: number,
  reason = 'AsExpected',
  message?: string,
): Condition {
  return {
    type,
    status: status === 'Unknown' ? 'Unknown' : status ? 'True' : 'False',
    reason,
    ...(message === undefined ? {} : { message }),
    lastTransitionTime: timestamp(since),
  }
}

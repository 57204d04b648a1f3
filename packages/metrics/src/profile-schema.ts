import { z } from 'zod'

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
const placeholderName = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]*$/)

/**
 * Label → value; a leading `~` makes the value a regular expression (anchored, as everywhere in PromQL), a leading `!`
 * negates: `!x` is `!="x"`, `!~x` is `!~"x"`.
 */
export const matchersSchema = z
  .record(labelName, z.string())
  .refine((matchers) => Object.keys(matchers).length > 0, 'names no label: it would match every series')
export type Matchers = z.infer<typeof matchersSchema>

const lookupSchema = z.strictObject({
  key: z.string(),
  query: z.string(),
  from: labelName,
  to: labelName,
  as: z.string(),
  /** Shortens the value found, first capture group of a regular expression. */
  keep: z.string().optional(),
  /** False for a table that is only asked for by name and never widens rows, such as a node's role. */
  show: z.boolean().default(true),
})
export type Lookup = z.infer<typeof lookupSchema>

const partSchema = z.strictObject({
  /** As answers name it. */
  title: z.string(),
  /** The selectors that mean nothing where it is missing; those with a `job` must not have a target. */
  selectors: z.array(placeholderName).min(1),
  /** PromQL that answers anything only where it is seen that the part is missing: silence may be a failure to scrape. */
  missing: z.string(),
})
export type Part = z.infer<typeof partSchema>

/** `config/profiles/<id>.yml`: how one kind of installation names its targets and labels. */
export const profileSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** Profiles are tried from high to low. */
  priority: z.number(),
  /** It fits when a target with these labels (`job`, `namespace`) is up. */
  detect: matchersSchema,
  /**
   * `$etcd`, `$node`, `$kubelet`, `$apiserver` …: name → matchers. A selector that is missing is a part this platform
   * lacks. One that has a `job` names scrape targets; one without narrows another (`{$kubelet,$etcdContainer}`).
   */
  selectors: z.record(placeholderName, matchersSchema),
  /** Parts that an installation of this kind may do without; known to be missing by evidence alone. */
  parts: z.array(partSchema).default([]),
  /** Selectors each of whose targets belongs to one node: the label that names it, as `$nodeLabel` does or by its own name. */
  nodes: z.record(placeholderName, labelName).default({}),
  /** `$member`, `$nodeLabel`, `$peer` …: the label's name in queries and the key rows show it under. */
  labels: z.record(placeholderName, z.strictObject({ label: labelName, key: z.string() })),
  /** Whether targets may be scraped under OpenShift's minimal collection profile, which drops most families. */
  minimal_collection: z.boolean().default(false),
  /**
   * Replaces label values in rows: the value of row key `key` is looked up in the series of `query`, whose label `from`
   * holds it, and becomes that series' label `to` (shown under row key `as`, which may be another key).
   */
  lookups: z.array(lookupSchema).default([]),
})
export type Profile = z.infer<typeof profileSchema>

import { z } from 'zod'

/** Label → value; a leading `~` makes the value a regular expression, a leading `!` negates. */
const matchersSchema = z.record(z.string(), z.string())

/** `config/profiles/<id>.yml`: how one kind of installation names its targets and labels. */
export const profileSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** Profiles are tried from high to low. */
  priority: z.number(),
  /** It fits when a target with these labels (`job`, `namespace`) is up. */
  detect: matchersSchema,
  /** `$etcd`, `$node`, `$kubelet`, `$apiserver` …: name → matchers. A selector that is missing is a part this platform lacks. */
  selectors: z.record(z.string(), matchersSchema),
  /** `$member`, `$nodeLabel`, `$peer` …: the label's name in queries and the key rows show it under. */
  labels: z.record(z.string(), z.strictObject({ label: z.string(), key: z.string() })),
  /**
   * Replaces label values in rows: the value of row key `key` is looked up in the series of `query`, whose label `from`
   * holds it, and becomes that series' label `to` (shown under row key `as`, which may be another key).
   */
  lookups: z
    .array(
      z.strictObject({
        key: z.string(),
        query: z.string(),
        from: z.string(),
        to: z.string(),
        as: z.string(),
        /** Shortens the value found, first capture group of a regular expression. */
        keep: z.string().optional(),
      }),
    )
    .default([]),
})
export type Profile = z.infer<typeof profileSchema>

import { bandLevels } from '@ocp-perf/panel'
import { z } from 'zod'

/**
 * What a row is asked. A band's name: at least that verdict. `raised` and `lowered`: against its own calm time. `apart`:
 * above the other members; `behind`: below them. `higher` and `lower`: either of both. `present`: above zero at some point. `changed`: took
 * more than one value. `calm`: seen, within its limits, and not raised.
 */
const questionSchema = z.enum([
  ...bandLevels,
  'raised',
  'lowered',
  'apart',
  'behind',
  'higher',
  'lower',
  'present',
  'changed',
  'calm',
])
export type Question = z.infer<typeof questionSchema>

/**
 * Whose rows are asked, seen from the member (or pair) under suspicion: its own and its node's; those of the other
 * members; what others see of the way to it, what it sees of the way to others; the leader's; all there are.
 */
const placeSchema = z.enum(['self', 'others', 'to', 'from', 'leader', 'anywhere'])
export type Place = z.infer<typeof placeSchema>

const conditionFields = {
  metric: z.string(),
  is: questionSchema,
  /** The factor of a comparison; 2 unless given, since less is noise. */
  by: z.number().gt(1).default(2),
  at: placeSchema.default('self'),
  /** Whether every row that has data must say yes, not just one. */
  every: z.boolean().default(false),
  /** How many members must say yes. */
  members: z.int().min(2).optional(),
  /** Keeps only rows with these labels. */
  where: z.record(z.string(), z.string()).optional(),
}

const conditionSchema = z.strictObject(conditionFields)
export type Condition = z.infer<typeof conditionSchema>

/** A condition that must hold, or several of which one is enough. */
const requirementSchema = z.union([
  conditionSchema,
  z.strictObject({ any: z.tuple([conditionSchema, conditionSchema], conditionSchema) }),
])
export type Requirement = z.infer<typeof requirementSchema>

/** A condition that moves the log-odds by `weight` when it holds and by `otherwise` when it does not. */
const evidenceRuleSchema = z
  .strictObject({
    ...conditionFields,
    weight: z.number(),
    otherwise: z.number().default(0),
    /** Why it speaks for or against the cause when it holds. */
    because: z.string(),
    /** The same for when it does not. */
    otherwise_because: z.string().optional(),
  })
  .refine(({ otherwise, otherwise_because: because }) => (otherwise !== 0) === (because !== undefined), {
    message: 'says with `otherwise_because` why `otherwise` speaks for or against it, and only then',
  })
export type EvidenceRule = z.infer<typeof evidenceRuleSchema>

const adviceSchema = z
  .strictObject({
    check: z.string().optional(),
    change: z.string().optional(),
    /**
     * A line of shell, told for each member that the cause is about, the leader last: `$member`, its `$host` (without a
     * port) and `$node`; with `$peer` (a host) and `$peer_node` for each way to another one. The domain's `commands` are
     * words as well.
     */
    command: z.string().optional(),
    /** Whether it is enough to run the command at one member, whichever. */
    once: z.boolean().default(false),
    source: z.url(),
    /** Profiles that it is for, where that is not all. */
    profiles: z.array(z.string()).optional(),
  })
  .refine(({ check, change }) => (check === undefined) !== (change === undefined), {
    message: 'names either something to check or something to change',
  })

/** One cause: `config/rules/<domain>/<cause>.yml`. Adding a cause touches this one file. */
export const ruleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  title: z.string().max(60),
  /** One sentence: what goes on, as a reader of the answer is told. */
  brief: z.string().max(300),
  /** Its place in `config/levels.yml`, where that is not its domain's. */
  level: z.string().optional(),
  /** What is suspected in turn: each of the domain's members, each pair of them, or the cluster as a whole. */
  subject: z.enum(['member', 'pair', 'cluster']),
  /** How likely it is where nothing but its requirements is known, 0 to 1. */
  prior: z.number().gt(0).lt(1),
  /** The severity where its evidence has none of its own, since no limit is published for it. */
  severity: z.enum(bandLevels).default('watch'),
  /** What it and all that it brings about is no worse than, since it was meant to be. */
  at_most: z.enum(bandLevels).optional(),
  /** False where a cluster may be called healthy although this could not be judged. */
  essential: z.boolean().default(true),
  requires: z.array(requirementSchema).min(1),
  evidence: z.array(evidenceRuleSchema).default([]),
  /** Causes that this one brings about, or names more exactly, on the same members. */
  brings: z.array(z.string()).default([]),
  /**
   * What explains this one on the same nodes, where all domains are looked at together: any cause of another domain
   * (`network`), or a single one (`network/softnet-overload`).
   */
  follows: z.array(z.string().regex(/^[a-z]+(?:\/[a-z-]+)?$/)).default([]),
  /** Causes that the same figures may mean, and what would tell. */
  alike: z.array(z.strictObject({ cause: z.string(), because: z.string() })).default([]),
  advice: z.array(adviceSchema).min(1),
  sources: z.array(z.url()).min(1),
})
export type Rule = z.infer<typeof ruleSchema>

const points = z.number().min(0).max(100)

/** What holds for a domain as a whole: `config/rules/<domain>.yml`. */
export const domainSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** Whether it is meant where nobody says which: one domain of all is. */
  usual: z.boolean().default(false),
  /** Its place in `config/levels.yml`: what it rests on comes before it. */
  level: z.string(),
  /** Groups of the catalog that a diagnosis measures. */
  groups: z.array(z.string()).min(1),
  /** What its members are, as the key of rows that tells one from another. Of members, only the nodes under them are measured. */
  of: z.enum(['member', 'node']).default('member'),
  /** Metrics whose verdicts are the domain's own; of the others only what a cause needs is told. */
  health: z.array(z.string()).min(1),
  /** Metrics that any trouble of the domain may move: whatever is at work on a member explains them there. */
  symptoms: z.array(z.string()),
  /** Metrics of what the users of the domain feel: impact, never cause. */
  impact: z.array(z.string()),
  /** Words that stand for longer commands, such as `$etcdctl`: by word, and by platform. */
  commands: z.record(z.string().regex(/^[a-z_]+$/), z.record(z.string(), z.string())).default({}),
  /** A cause less likely than this is not named, 0 to 1. */
  named_from: z.number().gt(0).lt(1),
  /** Points taken from 100: for the worst of all that is wrong, and for each further thing. */
  score: z.strictObject({
    worst: z.strictObject({ watch: points, degraded: points, critical: points }),
    further: z.strictObject({ watch: points, degraded: points, critical: points }),
  }),
})
export type Domain = z.infer<typeof domainSchema>

/** A domain with its causes. */
export interface Rules {
  domain: Domain
  causes: readonly Rule[]
}

import { z } from 'zod'
import { evidenceSchema, findingSchema } from './finding.ts'
import { windowSchema } from './panel.ts'
import { verdictSchema } from './verdict.ts'

/** What to do about a cause: something to look at, or something to change. */
export const recommendationSchema = z.object({
  kind: z.enum(['check', 'change']),
  text: z.string(),
  /** To be pasted into a shell; names in capitals are to be filled in. */
  command: z.string().optional(),
  /** The document that says so. */
  source: z.string(),
})
export type Recommendation = z.infer<typeof recommendationSchema>

/** A measurement in its part for or against one cause. */
export const causeEvidenceSchema = evidenceSchema.extend({
  /** `required` without which the cause is not named; `supports` and `contradicts` move the confidence. */
  role: z.enum(['required', 'supports', 'contradicts']),
  /** What it adds to the log-odds of the cause: below zero where it speaks against it. */
  weight: z.number(),
})
export type CauseEvidence = z.infer<typeof causeEvidenceSchema>

/** Something that brought the trouble about, with all that speaks for and against it. */
export const causeSchema = z.object({
  /** One vocabulary for rules, recordings and reports: `slow-disk`. */
  id: z.string(),
  title: z.string(),
  severity: verdictSchema,
  /** The members it is at work on, worst first; empty where it is not about members. */
  members: z.array(z.string()),
  /** The nodes of those members, or those it is about itself. */
  nodes: z.array(z.string()),
  /** Who is hit, as a reader says it: `m2`, `m2 and m3`, `the pair m2 and m3`, `all members`. */
  scope: z.string(),
  /** One sentence that stands alone: what, where, since when. */
  summary: z.string(),
  /** 0 to 1. */
  confidence: z.number(),
  /** How the confidence came about, as arithmetic. */
  confidence_because: z.string(),
  /** When it began, unix seconds; null when it already was so at the window's start. */
  onset: z.number().nullable(),
  /** Seconds by which the onset may be off. */
  onset_within: z.number(),
  /** Share of the window's points in which it was at work, 0 to 1. */
  persistence: z.number().nullable(),
  /** Whether it still is so at the window's end. */
  ongoing: z.boolean(),
  /** For it first, the weightiest first. */
  evidence: z.array(causeEvidenceSchema),
  /** What could not be measured and would have spoken for or against it. */
  unmeasured: z.array(z.string()),
  /** Causes that the same figures could also mean, by id, and what would tell them apart. */
  alike: z.array(z.object({ cause: z.string(), because: z.string() })),
  /** What it brought about in turn, by cause id. */
  brings: z.array(z.string()),
  recommendations: z.array(recommendationSchema),
  /** The documents that describe it. */
  sources: z.array(z.string()),
})
export type Cause = z.infer<typeof causeSchema>

/** A part that could not be judged; while there is one, nothing is called healthy. */
export const unseenSchema = z.object({
  what: z.string(),
  why: z.string(),
  /** The causes that could not be ruled in or out for it, by id. */
  causes: z.array(z.string()),
})
export type Unseen = z.infer<typeof unseenSchema>

/** 100 less what was found, with each subtraction; null where too little was seen to give one. */
export const scoreSchema = z.object({
  value: z.number().nullable(),
  parts: z.array(z.object({ points: z.number(), because: z.string() })),
})
export type Score = z.infer<typeof scoreSchema>

export const memberStandingSchema = z.object({
  name: z.string(),
  node: z.string().nullable(),
  leader: z.boolean().nullable(),
  verdict: verdictSchema,
  /** The worst that was seen of it, one sentence. */
  says: z.string(),
})
export type MemberStanding = z.infer<typeof memberStandingSchema>

/** Whether what a domain consists of are nodes themselves rather than members that run on them. */
export function areNodes(members: readonly MemberStanding[]): boolean {
  return members.length > 0 && members.every(({ name, node }) => name === node)
}

/** What is wrong, why, since when and what to do. `causes` is empty when nothing is wrong. */
export const diagnosisSchema = z.object({
  cluster: z.string(),
  domain: z.string(),
  platform: z.string(),
  window: windowSchema,
  verdict: verdictSchema,
  headline: z.string(),
  score: scoreSchema,
  /** The likeliest first; what one of them brought about is in its `brings` and in `consequences`. */
  causes: z.array(causeSchema),
  consequences: z.array(causeSchema),
  /** Worst first. */
  members: z.array(memberStandingSchema),
  findings: z.array(findingSchema),
  /** What the users of it feel, such as API latency: never a cause. */
  impact: z.array(evidenceSchema),
  unseen: z.array(unseenSchema),
  notes: z.array(z.string()),
})
export type Diagnosis = z.infer<typeof diagnosisSchema>

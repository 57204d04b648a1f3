import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { parseExactJson } from './exact-json.ts'

/*
 * The JSON gateway writes 64-bit integers as strings, etcdctl as numbers, and both leave out what is zero. Proto names
 * are the same in 3.4 and 3.5.
 */

/** An id as decimal digits; absent and 0 both mean "none". */
const id = z
  .union([z.string().regex(/^\d+$/), z.number().transform(String)])
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '0' ? null : value))

/** A counter or a size; beyond 2^53 it would lose digits, which no raft index reaches. */
const figure = z
  .union([z.string().regex(/^\d+$/), z.number()])
  .nullish()
  .transform((value) => Number(value ?? 0))

const headerSchema = z.object({ member_id: id })

export const statusReplySchema = z.object({
  header: headerSchema,
  version: z.string().nullish(),
  dbSize: figure,
  dbSizeInUse: figure,
  leader: id,
  raftIndex: figure,
  raftTerm: figure,
  raftAppliedIndex: figure,
  errors: z.array(z.string()).nullish(),
  isLearner: z.boolean().nullish(),
})
export type StatusReply = z.infer<typeof statusReplySchema>

export const memberListReplySchema = z.object({
  members: z.array(
    z.object({
      ID: id,
      name: z.string().nullish(),
      clientURLs: z.array(z.string()).nullish(),
      isLearner: z.boolean().nullish(),
    }),
  ),
})
export type MemberListReply = z.infer<typeof memberListReplySchema>

// etcdctl prints the number of the protobuf enum, the gateway its name.
const alarmNames = ['NONE', 'NOSPACE', 'CORRUPT']

export const alarmReplySchema = z.object({
  alarms: z
    .array(
      z.object({
        memberID: id,
        alarm: z.union([z.string(), z.number().transform((code) => alarmNames[code] ?? String(code))]),
      }),
    )
    .nullish()
    .transform((alarms) => alarms ?? []),
})

export const etcdctlStatusSchema = z.array(z.object({ Endpoint: z.string(), Status: statusReplySchema }))
export const etcdctlHealthSchema = z.array(
  z.object({ endpoint: z.string(), health: z.boolean(), took: z.string().nullish(), error: z.string().nullish() }),
)

/** `/health` says `"true"` in words in 3.4 and 3.5; `reason` is new in 3.5. */
export const healthReplySchema = z.object({
  health: z.union([z.string(), z.boolean()]).transform((value) => String(value) === 'true'),
  reason: z.string().nullish(),
})

/** Parses what etcd printed or answered. A reply of another shape is an `upstream` error. */
export function parseEtcdReply<T extends z.ZodType>(schema: T, text: string, from: string): z.output<T> {
  const parsed = schema.safeParse(readJson(text))
  if (parsed.success) return parsed.data
  throw new AppError('upstream', `${from} answered something that is not etcd's JSON.`, {
    hint: 'Check that the address is an etcd client endpoint of version 3.4 or newer.',
    cause: parsed.error,
  })
}

function readJson(text: string): unknown {
  try {
    return parseExactJson(text.trim())
  } catch {
    // No JSON at all is told by the schema in the same words as JSON of another shape.
    return undefined
  }
}

/** etcd prints member ids in hexadecimal, as its logs and metrics do. */
export function hexId(decimal: string): string {
  return BigInt(decimal).toString(16)
}

const goUnits: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, µs: 1e-6, us: 1e-6, ns: 1e-9 }

/** A Go duration such as `1m2.5s` or `900µs` in seconds; null when it is not one. */
export function parseGoDuration(text: string | null | undefined): number | null {
  if (!text || !/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return null
  let seconds = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    seconds += Number(amount) * (goUnits[unit ?? ''] ?? 0)
  }
  return seconds
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { parse } from 'yaml'
import { z } from 'zod'
import { loadModes } from '../../load/options.ts'
import { repositoryRoot } from '../../machine/paths.ts'
import { networkModes } from '../../state.ts'

/** The plan of the recordings that the repository holds, and where they are. */
const defaultPlanFile = join(repositoryRoot, 'tools/lab/recordings.yml')
export const fixturesFolder = join(repositoryRoot, 'tools/lab/fixtures/recordings')

const secondsOf = (least: number) => z.number().min(least).max(3_600)

const entrySchema = z
  .strictObject({
    /** Of the files `NAME.om.gz` and `NAME.json`. */
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
    /** Absent in a recording of health. */
    fault: z.string().optional(),
    member: z.string().optional(),
    peer: z.string().optional(),
    strength: z.number().optional(),
    /** The steady load; whoever plans another rate or size gets a lab of its own for it. */
    load: z.strictObject({ mode: z.enum(loadModes).default('put'), rate: z.number(), size: z.number() }),
    /** How the members are joined, where the fault needs it to be so; whoever plans another one gets a lab of its own. */
    network: z.enum(networkModes).optional(),
    /** How much health comes first; without a fault, how long the recording is. */
    quiet: secondsOf(30).default(75),
    /** How long the fault lasts. */
    seconds: secondsOf(30).optional(),
    /** The lab has just started, and the recording begins as soon as all targets answer. */
    fresh: z.boolean().default(false),
  })
  .refine(
    ({ fault, member, peer, strength, seconds }) => fault ?? (member ?? peer ?? strength ?? seconds) === undefined,
    {
      message: 'member, peer, strength and seconds belong to a fault',
    },
  )

const planSchema = z.strictObject({
  recordings: z
    .array(entrySchema)
    .min(1)
    .refine((entries) => new Set(entries.map(({ name }) => name)).size === entries.length, {
      message: 'two recordings have one name',
    }),
})

/** One recording to make; lengths in seconds, strength in the fault's own unit. */
export type PlanEntry = z.infer<typeof entrySchema>

/** The recordings of a plan, in its order. Throws `not_found` or `invalid_input` with the file and what is wrong in it. */
export function readPlan(file: string = defaultPlanFile): PlanEntry[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new AppError('not_found', `The plan ${file} cannot be read.`, { hint: 'Give the path of a plan.', cause })
  }
  return parsePlan(text, file)
}

export function parsePlan(text: string, file: string): PlanEntry[] {
  let content: unknown
  try {
    content = parse(text)
  } catch (cause) {
    throw new AppError('invalid_input', `${file} is no YAML.`, { cause })
  }
  const parsed = planSchema.safeParse(content)
  if (parsed.success) return parsed.data.recordings
  throw new AppError('invalid_input', `${file}: ${z.prettifyError(parsed.error)}`, {
    hint: 'tools/lab/README.md says what an entry may hold.',
  })
}

/** The entries of these names. Throws `invalid_input` for a name that the plan does not have. */
export function onlyNamed(entries: readonly PlanEntry[], names: readonly string[]): PlanEntry[] {
  const unknown = names.filter((name) => !entries.some((entry) => entry.name === name))
  if (unknown.length === 0) return entries.filter(({ name }) => names.includes(name))
  throw new AppError('invalid_input', `The plan has no recording named ${unknown.join(', ')}.`, {
    hint: `It has: ${entries.map(({ name }) => name).join(', ')}`,
  })
}

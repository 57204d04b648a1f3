import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { AppError } from '@ocp-perf/errors'
import { readYaml } from '@ocp-perf/metrics'
import { z } from 'zod'
import type { Hidden } from '../recording/hide-families.ts'

/** A way to leave metrics out, as `--without` names it. */
export interface Thinning {
  name: string
  /** Which series of a recording with these families go. */
  hides(families: ReadonlySet<string>): Hidden
}

const profileSchema = z.strictObject({
  scraped: z.array(z.string()),
  jobs: z.record(z.string(), z.strictObject({ source: z.url(), keeps: z.array(z.string()) })),
})

/**
 * `minimal`: what OpenShift's minimal collection profile drops. `random:SEED`: half of all families, always the same ones
 * for a seed. Anything else is `invalid_input`.
 */
export function parseThinning(text: string): Thinning {
  const [, seed] = /^random:(\d+)$/.exec(text) ?? []
  if (seed !== undefined) return { name: text, hides: (families) => hideHalf(families, seed) }
  if (text === 'minimal') return { name: text, hides: () => hideByProfile() }
  throw new AppError('invalid_input', `There is nothing to leave out called ${JSON.stringify(text)}.`, {
    hint: 'Use --without minimal or --without random:1.',
  })
}

function hideByProfile(): Hidden {
  const name = 'minimal-profile.yml'
  const { scraped, jobs } = readYaml(fileURLToPath(new URL(name, import.meta.url)), name, profileSchema)
  const kept = new Map(Object.entries(jobs).map(([job, { keeps }]) => [job, new Set([...scraped, ...keeps])]))
  return ({ job = '', __name__ = '' }) => kept.get(job)?.has(__name__) === false
}

/** By their hash, so that a family added to recordings does not move the others' lot. */
function hideHalf(families: ReadonlySet<string>, seed: string): Hidden {
  const lot = (family: string) => createHash('sha256').update(`${seed} ${family}`).digest('hex')
  const shuffled = [...families]
    .map((family) => ({ family, lot: lot(family) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
  const gone = new Set(shuffled.slice(0, Math.ceil(shuffled.length / 2)).map(({ family }) => family))
  return ({ __name__ = '' }) => gone.has(__name__)
}

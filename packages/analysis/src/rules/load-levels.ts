import { join } from 'node:path'
import { readYaml } from '@ocp-perf/metrics'
import { z } from 'zod'

const levelSchema = z.strictObject({ id: z.string().regex(/^[a-z]+$/), title: z.string() })
/** A layer of the cluster, which rests on those before it. */
export type Level = z.infer<typeof levelSchema>

const levelsSchema = z.strictObject({ levels: z.array(levelSchema).min(1) })

/** The levels of `config/levels.yml`, in their order. */
export function loadLevels(configDirectory: string): readonly Level[] {
  return readYaml(join(configDirectory, 'levels.yml'), 'levels.yml', levelsSchema).levels
}

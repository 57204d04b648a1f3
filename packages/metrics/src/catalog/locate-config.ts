import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '@ocp-perf/errors'

/**
 * The directory that holds `metrics/`, `profiles/` and the rest of the configuration: what `OCP_PERF_CONFIG` names,
 * else the nearest `config` upward of `from` (a module's URL or a path), so that a source tree, a built package and a
 * bundle with `config/` beside it all find theirs. `not_found` when there is none.
 */
export function locateConfig(env: Readonly<Record<string, string | undefined>>, from: string): string {
  const named = env.OCP_PERF_CONFIG
  if (named !== undefined && named !== '') {
    const directory = resolve(named)
    if (holdsCatalog(directory)) return directory
    throw new AppError('not_found', `OCP_PERF_CONFIG names ${directory}, which has no metrics folder`, {
      hint: 'Point OCP_PERF_CONFIG at the folder that holds metrics/ and profiles/, or unset it.',
    })
  }
  const start = from.startsWith('file:') ? fileURLToPath(from) : resolve(from)
  for (let directory = start; ; directory = dirname(directory)) {
    const config = join(directory, 'config')
    if (holdsCatalog(config)) return config
    if (dirname(directory) === directory) break
  }
  throw new AppError('not_found', `no config/metrics folder was found upward of ${start}`, {
    hint: 'Set OCP_PERF_CONFIG to the folder that holds metrics/ and profiles/.',
  })
}

function holdsCatalog(directory: string): boolean {
  return existsSync(join(directory, 'metrics'))
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, nearNames } from '@ocp-perf/errors'
import { parseDocument } from 'yaml'
import { type Scenario, scenarioSchema } from './scenario-schema.ts'

/** Every scenario of a configuration. */
export interface Scenarios {
  /** By id. */
  all: readonly Scenario[]
  /** Throws `not_found`, naming those closest to it, for an id that is not there. */
  get(id: string): Scenario
}

const folder = 'scenarios'
const ending = '.yml'

/**
 * Reads `scenarios/*.yml` of a configuration directory. `not_found` where there is no such folder; a file with a fault is
 * `invalid_input` and named with the field.
 */
export function loadScenarios(configDirectory: string): Scenarios {
  const directory = join(configDirectory, folder)
  const all = scenarioFiles(directory).map((file) => readScenario(join(directory, file), file))
  return {
    all,
    get: (id) => {
      const found = all.find((scenario) => scenario.id === id)
      if (found !== undefined) return found
      const names = all.map((scenario) => scenario.id)
      const near = nearNames(id, names)
      throw new AppError('not_found', `There is no scenario ${JSON.stringify(id.slice(0, 60))}.`, {
        hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are ${names.join(', ')}.`,
      })
    },
  }
}

function scenarioFiles(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((file) => file.endsWith(ending))
      .sort()
  } catch (cause) {
    // Whatever kept the folder from being read, the reader's next step is the same.
    throw new AppError('not_found', `${directory} cannot be read`, {
      hint: 'The configuration directory holds a folder of scenarios; check the path.',
      cause,
    })
  }
}

function readScenario(path: string, file: string): Scenario {
  const name = `${folder}/${file}`
  const document = parseDocument(readFileSync(path, 'utf8'))
  const [broken] = document.errors
  if (broken !== undefined) throw refusal(name, broken.message.split('\n')[0] ?? broken.code)
  const parsed = scenarioSchema.safeParse(document.toJS())
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: place, message }) =>
      place.length === 0 ? message : `field ${place.map(String).join('.')}: ${message}`,
    )
    throw refusal(name, problems.join('; '))
  }
  if (`${parsed.data.id}${ending}` === file) return parsed.data
  throw refusal(name, `field id: is ${parsed.data.id}, and the file is called ${file}`)
}

function refusal(name: string, problem: string): AppError {
  return new AppError('invalid_input', `${name}: ${problem}`, {
    hint: `Correct ${name}; packages/cluster-sim/README.md describes the fields.`,
  })
}

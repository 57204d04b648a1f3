import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '@ocp-perf/errors'
import { type Truth, truthSchema } from '@ocp-perf/lab'

/** The recordings that the repository holds. */
export const ownRecordings = fileURLToPath(new URL('../../../lab/fixtures/recordings', import.meta.url))

/** A dump with what is known to have been so in it. */
export interface LabelledRecording {
  truth: Truth
  /** Path of the dump. */
  file: string
}

const dumpEnding = '.om.gz'
const truthEnding = '.json'

/**
 * Every pair `NAME.om.gz` and `NAME.json` in these folders, by name; with `only`, those whose name holds it.
 *
 * @throws AppError `not_found` for a folder that is missing or has no such pair; `invalid_input` for half a pair and for a
 * truth that is none.
 */
export async function findRecordings(
  folders: readonly string[],
  only: string | undefined,
): Promise<LabelledRecording[]> {
  const found = (await Promise.all(folders.map((folder) => findIn(resolve(folder))))).flat()
  const wanted = found.filter(({ truth }) => only === undefined || truth.name.includes(only))
  if (wanted.length > 0) return wanted.sort((a, b) => (a.truth.name < b.truth.name ? -1 : 1))
  const which = only === undefined ? 'No recording' : `No recording called ${JSON.stringify(only)}`
  throw new AppError('not_found', `${which} is in ${folders.join(', ')}.`, {
    hint: `A recording is a pair NAME${dumpEnding} and NAME${truthEnding}, as pnpm lab record writes it.`,
  })
}

async function findIn(folder: string): Promise<LabelledRecording[]> {
  if (!existsSync(folder)) {
    throw new AppError('not_found', `There is no folder ${folder}.`, { hint: 'Name a folder with recordings.' })
  }
  const names = (await readdir(folder)).filter((name) => name.endsWith(dumpEnding))
  return await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name)
      return { file, truth: await readTruth(`${file.slice(0, -dumpEnding.length)}${truthEnding}`) }
    }),
  )
}

async function readTruth(path: string): Promise<Truth> {
  if (!existsSync(path)) {
    throw new AppError('invalid_input', `A recording has no truth beside it: ${path} is missing.`, {
      hint: 'Write it, or take the dump out of the folder.',
    })
  }
  const refused = (why: string, cause: unknown) =>
    new AppError('invalid_input', `${path} is not the truth of a recording: ${why}`, {
      hint: 'See tools/lab/README.md, Recordings.',
      cause,
    })
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    // A file of a reader's own is wrong input, not a bug.
    throw refused('it is no JSON', error)
  }
  const parsed = truthSchema.safeParse(content)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refused(`${issue?.path.join('.')}: ${issue?.message}`, parsed.error)
}

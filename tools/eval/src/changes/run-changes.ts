import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AppError } from '@ocp-perf/errors'
import { formatTable, markdownTable } from '../report/words.ts'
import { drawSeries } from './draw-series.ts'
import { judgeMethods, type MethodScore } from './judge-changes.ts'
import { readSeries } from './read-series.ts'

const usage = `Usage: pnpm eval:changes [options]

Holds every method of detectChangePoints, with its defaults, against series that five people each marked. Exit codes: 0 the default
reaches the minimum, 1 it does not, 2 nothing could be judged.

  --data DIR        the Turing change point data set in DIR in place of the drawn series
  --seed TEXT       which series are drawn (default 1)
  --minimum SHARE   the F1 that the default method must reach (default 0.72)
  --markdown        writes the figures of the drawn series to docs/change-points.md
`

const documentPath = 'docs/change-points.md'
const figures = /(<!-- generated:changes -->\n)[\s\S]*(<!-- \/generated -->)/
const defaultMethod = 'binary-segmentation'

/**
 * The command: writes how the methods do, and gives the exit code.
 *
 * @throws AppError `invalid_input` or `not_found` where nothing can be judged.
 */
export async function runChanges(args: readonly string[], write: (text: string) => void): Promise<number> {
  const { help, data, seed, markdown, minimum } = readArguments(args)
  if (help) {
    write(usage)
    return 0
  }
  const series = data === undefined ? drawSeries(seed) : await readSeries(data)
  const scores = judgeMethods(series)
  write(
    `${series.length} series, ${series.reduce((sum, { annotations }) => sum + annotations.length, 0)} annotations\n\n`,
  )
  write(`${formatTable([headOf(scores), ...rowsOf(scores)]).join('\n')}\n`)
  if (markdown) {
    const path = fileURLToPath(new URL(`../../../../${documentPath}`, import.meta.url))
    await writeFile(path, withFigures(await readFile(path, 'utf8'), scores))
    write(`Written to ${documentPath}\n`)
  }
  const reached = scores.find(({ method }) => method === defaultMethod)?.f1 ?? 0
  return reached >= minimum ? 0 : 1
}

/** The document with these figures between its markers. */
export function withFigures(document: string, scores: readonly MethodScore[]): string {
  if (!figures.test(document)) {
    throw new AppError('invalid_input', `${documentPath} has no place for figures.`, {
      hint: 'Put the lines <!-- generated:changes --> and <!-- /generated --> where they belong.',
    })
  }
  const table = markdownTable(headOf(scores), rowsOf(scores))
  return document.replace(figures, (_, start: string, end: string) => `${start}${table}\n${end}`)
}

function headOf(scores: readonly MethodScore[]): string[] {
  return ['method', 'F1', 'covering', 'changes a series', ...(scores[0]?.kinds.keys() ?? [])]
}

function rowsOf(scores: readonly MethodScore[]): string[][] {
  return scores.map(({ method, f1, covering, changes, kinds }) => [
    method,
    f1.toFixed(3),
    covering.toFixed(3),
    changes.toFixed(1),
    ...[...kinds.values()].map((each) => each.toFixed(2)),
  ])
}

function readArguments(args: readonly string[]) {
  const { values } = parse(args)
  const minimum = Number(values.minimum)
  if (!(minimum >= 0 && minimum <= 1)) {
    throw new AppError('invalid_input', `--minimum is a share from 0 to 1, not ${values.minimum}.`, { hint: usage })
  }
  if (values.markdown && values.data !== undefined) {
    throw new AppError('invalid_input', '--markdown is about the drawn series.', { hint: usage })
  }
  return { ...values, minimum }
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: flag,
        data: { type: 'string' },
        seed: { type: 'string', default: '1' },
        minimum: { type: 'string', default: '0.72' },
        markdown: flag,
      },
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The arguments are not understood.'
    throw new AppError('invalid_input', message, { cause: error, hint: usage })
  }
}

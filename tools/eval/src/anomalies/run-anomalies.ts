import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AppError } from '@ocp-perf/errors'
import { judgedMethods } from './methods.ts'
import { readNab } from './nab/corpus.ts'
import { judgeNab, rateFiles } from './nab/judge-nab.ts'
import { type MethodFigures, renderFigures } from './render-figures.ts'
import { judgeServices } from './services/judge-services.ts'
import { makeServices } from './services/make-services.ts'

const usage = `Usage: pnpm eval:anomalies [options]

Judges every method of \`detectAnomalies\` at its default threshold: on the Numenta Anomaly Benchmark and on made-up services.

  --nab DIR      the benchmark's folder (default: OCP_PERF_NAB, or ../shared/nab beside this repository)
  --only TEXT    only methods whose name holds TEXT
  --seeds N,…    which services, sixty of each seed (default 3,4,5; the views of auto were chosen on 2026 and 77)
  --markdown     writes the figures to docs/anomalies.md
`

const repository = fileURLToPath(new URL('../../../../', import.meta.url))
const documentPath = 'docs/anomalies.md'
const start = '<!-- generated:anomalies -->\n'
const end = '<!-- /generated -->'

/**
 * The command: writes what each method comes to, and answers in words which of them fell below its floor.
 *
 * @throws AppError `not_found` without the benchmark, `invalid_input` for what is no option
 */
export async function runAnomalies(
  args: readonly string[],
  { env, write }: { env: Readonly<NodeJS.ProcessEnv>; write: (text: string) => void },
): Promise<string[]> {
  const { help, nab, only, seeds, markdown } = readArguments(args)
  if (help) {
    write(usage)
    return []
  }
  const files = rateFiles(await readNab(nab ?? nabFolder(env)))
  const services = seeds.flatMap((seed) => makeServices(seed))
  const figures: MethodFigures[] = []
  for (const method of judgedMethods.filter(({ name }) => name.includes(only))) {
    const judged = { method, nab: judgeNab(files, method), services: judgeServices(services, method.options) }
    figures.push(judged)
    write(`${method.name}: NAB ${judged.nab.standard.toFixed(1)}, services F1 ${judged.services.f1.toFixed(2)}\n`)
  }
  const rendered = renderFigures(figures)
  write(`\n${rendered}`)
  if (markdown) await writeDocument(rendered)
  return figures.flatMap(missedFloors)
}

/** What a method may not fall below and does, in words. */
export function missedFloors({ method: { name, floor }, nab, services }: MethodFigures): string[] {
  const held = [
    { what: 'NAB', floor: floor?.nab, value: nab.standard },
    { what: 'services F1', floor: floor?.services, value: services.f1 },
  ]
  return held.flatMap(({ what, floor: least, value }) =>
    least === undefined || value >= least ? [] : [`${name}: ${what} ${value.toFixed(2)}, below ${least}`],
  )
}

/** Where the benchmark is expected. */
export function nabFolder(env: Readonly<NodeJS.ProcessEnv>): string {
  return env.OCP_PERF_NAB ?? resolve(repository, '../shared/nab')
}

async function writeDocument(figures: string): Promise<void> {
  const path = resolve(repository, documentPath)
  const document = await readFile(path, 'utf8')
  const [from, to] = [document.indexOf(start), document.indexOf(end)]
  if (from < 0 || to < from) {
    throw new AppError('invalid_input', `${documentPath} has no place for figures.`, {
      hint: `Put the lines ${start.trim()} and ${end} where they belong.`,
    })
  }
  await writeFile(path, `${document.slice(0, from)}${start}${figures}${document.slice(to)}`)
}

function readArguments(args: readonly string[]) {
  const values = parse(args)
  const seeds = values.seeds.split(',').map(Number)
  if (!seeds.every(Number.isInteger)) throw refuse(`--seeds are whole numbers, not ${values.seeds}.`)
  if (values.markdown && values.only !== '') throw refuse('--markdown is about all methods.')
  return { ...values, seeds }
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const
  const options = {
    help: flag,
    nab: { type: 'string' },
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '3,4,5' },
    markdown: flag,
  } as const
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (cause) {
    // Node's own words for an unknown option are meant for the user.
    throw refuse(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function refuse(message: string, cause?: unknown): AppError {
  return new AppError('invalid_input', message, { hint: usage, cause })
}

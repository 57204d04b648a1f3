import { parseArgs } from 'node:util'
import { listDomains } from '@ocp-perf/analysis'
import { loadScenarios } from '@ocp-perf/cluster-sim'
import { AppError } from '@ocp-perf/errors'
import { locateConfig } from '@ocp-perf/metrics'
import { type Evaluated, evaluate } from './evaluate.ts'
import { ratio, type Summary, summarize } from './judge/summary.ts'
import { findRecordings, ownRecordings } from './recording/find-recordings.ts'
import { loadKnowledge } from './recording/open-recording.ts'
import { documentPath, writeDocument } from './report/document.ts'
import { formatOutcome, formatSummary, formatThinned, formatWhy, formatWindows } from './report/text.ts'
import { everyDomain } from './simulated/draw-cases.ts'
import { runSimulated } from './simulated/run-simulated.ts'
import { parseThinning, type Thinning } from './thin/thinning.ts'

const usage = `Usage: pnpm eval:diagnosis [options] [DIR…]

Diagnoses every recording NAME.om.gz in the folders (by default those of this repository) and holds the answer against
NAME.json. Exit codes: 0 all is well, 1 too few right causes, a false alarm or a broken promise, 2 nothing could be judged.

  --only TEXT       only recordings whose name holds TEXT
  --minimum SHARE   the share of right first causes that must be reached (default 0.9)
  --without WHAT    also with metrics left out, which must never make a fault look healthy: minimal (OpenShift's minimal
                    collection profile) or random:SEED (half of all families); may be given several times
  --windows         also the healthy part of each recording by itself, and the fault without the calm before it
  --simulated N     N simulated clusters of each domain in place of recordings, drawn by --seed
  --domain NAME     of this domain alone, or cluster: the levels of all domains together
  --seed TEXT       which of them (default 1)
  --all             all of these: --windows --without minimal --without random:1 --without random:2
  --verbose, -v     what each diagnosis rests on; of a wrong one it is always told
  --json            everything as JSON, and nothing else
  --markdown        writes the figures of this repository's recordings to docs/diagnosis.md; implies --all
`

const everyThinning = ['minimal', 'random:1', 'random:2']
type Write = (text: string) => void

interface Options {
  folders: readonly string[]
  only: string | undefined
  minimum: number
  thinnings: readonly Thinning[]
  windows: boolean
  verbose: boolean
  format: 'text' | 'json' | 'markdown'
  simulated: { domains: readonly string[]; count: number; seed: string } | undefined
}

/**
 * The command: writes what was judged, and gives the exit code.
 *
 * @throws AppError `invalid_input` or `not_found` where nothing can be judged.
 */
export async function runCommand(args: readonly string[], write: Write): Promise<number> {
  const options = readArguments(args)
  if (options === 'help') {
    write(usage)
    return 0
  }
  const { minimum, verbose, simulated } = options
  if (simulated !== undefined) return await runSimulated({ ...simulated, minimum, verbose }, write)
  const say: Write = options.format === 'json' ? () => {} : write
  const all: Evaluated[] = []
  const recordings = await findRecordings(options.folders, options.only)
  const knowledge = loadKnowledge()
  for (const recording of recordings) {
    const evaluated = await evaluate(recording, options, knowledge)
    all.push(evaluated)
    say(`${formatOutcome(evaluated.outcome)}\n`)
    if (options.verbose || !evaluated.outcome.right) say(`${formatWhy(evaluated.diagnosis)}\n`)
  }
  const summary = summarize(all.map(({ outcome }) => outcome))
  const thinned = all.flatMap((one) => one.thinned)
  const windows = all.flatMap((one) => one.windows)
  say(formatSummary(summary))
  if (thinned.length > 0) say(formatThinned(thinned, options.verbose))
  if (options.windows) say(formatWindows(windows, options.verbose))
  if (options.format === 'json') write(`${asJson(all, summary)}\n`)
  if (options.format === 'markdown') {
    await writeDocument({ outcomes: all.map(({ outcome }) => outcome), summary, thinned, windows })
    say(`Written to ${documentPath}\n`)
  }
  const isBad =
    ratio(summary.accuracy) < options.minimum ||
    summary.falseAlarms.length > 0 ||
    thinned.some(({ broken }) => broken.length > 0)
  return isBad ? 1 : 0
}

function asJson(all: readonly Evaluated[], { matrix, ...figures }: Summary): string {
  const counts = Object.fromEntries([...matrix].map(([expected, row]) => [expected, Object.fromEntries(row)]))
  const bare = <T extends { diagnosis: unknown }>({ diagnosis: _, ...rest }: T) => rest
  const recordings = all.map(({ outcome, thinned, windows }) => ({
    ...outcome,
    thinned: thinned.map(bare),
    windows: windows.map(bare),
  }))
  return JSON.stringify({ ...figures, matrix: counts, recordings }, null, 2)
}

function readArguments(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parse(args)
  if (values.help) return 'help'
  const { markdown, json, only } = values
  const minimum = Number(values.minimum)
  const refuse = (message: string) => new AppError('invalid_input', message, { hint: usage })
  if (!(minimum >= 0 && minimum <= 1)) throw refuse(`--minimum is a share from 0 to 1, not ${values.minimum}.`)
  if (markdown && (json || only !== undefined || positionals.length > 0)) {
    throw refuse("--markdown is about all of this repository's recordings.")
  }
  const count = values.simulated === undefined ? undefined : Number(values.simulated)
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) {
    throw refuse(`--simulated is a number of clusters, not ${values.simulated}.`)
  }
  const everything = values.all || markdown
  const without = everything ? everyThinning : values.without
  return {
    folders: positionals.length > 0 ? positionals : [ownRecordings],
    only,
    minimum,
    thinnings: without.map(parseThinning),
    windows: values.windows || everything,
    verbose: values.verbose,
    simulated: count === undefined ? undefined : { domains: domainsOf(values.domain), count, seed: values.seed },
    format: json ? 'json' : markdown ? 'markdown' : 'text',
  }
}

function domainsOf(named: string | undefined): string[] {
  const config = locateConfig({}, import.meta.url)
  // Only what a scenario is about can be judged by it.
  const about = new Set(loadScenarios(config).all.map(({ domain }) => domain))
  const domains = [...listDomains(config).filter((domain) => about.has(domain)), everyDomain]
  if (named === undefined) return domains
  if (domains.includes(named)) return [named]
  throw new AppError('not_found', `There is no scenario for ${JSON.stringify(named)}.`, {
    hint: `There are scenarios for ${domains.join(', ')}.`,
  })
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: flag,
        only: { type: 'string' },
        minimum: { type: 'string', default: '0.9' },
        without: { type: 'string', multiple: true, default: [] },
        windows: flag,
        all: flag,
        simulated: { type: 'string' },
        seed: { type: 'string', default: '1' },
        domain: { type: 'string' },
        verbose: { ...flag, short: 'v' },
        json: flag,
        markdown: flag,
      },
      allowPositionals: true,
    })
  } catch (cause) {
    // Node's own words for an unknown option are meant for the user.
    throw new AppError('invalid_input', cause instanceof Error ? cause.message : String(cause), { hint: usage, cause })
  }
}

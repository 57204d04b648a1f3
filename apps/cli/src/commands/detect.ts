import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { anomalyDirections, anomalyMethods, type DetectOptions, detectAnomalies } from '@ocp-perf/stats'
import { oneOf, wholeNumber } from '../args.ts'
import { command, flag, jsonArg, type Running, text } from '../command.ts'
import { type Place, placesOf, readDetectOptions } from '../detect/detect-args.ts'
import { readSamples } from '../detect/read-samples.ts'
import { detectionAsCsv, detectionAsJson, type Found, tellDetection } from '../detect/tell-detection.ts'
import { exitCodes } from '../exit-codes.ts'

/** What `--fail-on` can be: there are no levels of odd. */
export const failures = ['alerts'] as const

const flags = {
  files: {
    type: 'positional',
    required: false,
    description: 'Files with columns timestamp and value, or - for the standard input',
    valueHint: 'FILE.csv…',
  },
  method: text('How to tell what is odd (default: auto)', anomalyMethods.join('|')),
  threshold: text('Score from which on a sample is an alert (default: by the method)', 'NUMBER'),
  direction: text('Which values are odd (default: both)', anomalyDirections.join('|')),
  rest: text('How long after an alert none follows (default: 50 steps, at most 4h)', '8h'),
  zone: text('Time zone that days are told by (default: UTC)', 'Europe/Berlin'),
  csv: flag('Print every row with score, alert and reason, in place of the summary'),
  out: text('Folder for a file of every row for each file', 'DIR'),
  top: text('Alerts shown of each file (default: 20)', 'COUNT'),
  ...jsonArg,
  'fail-on': text('Exit with 3 when there is an alert', failures.join('|')),
} as const

/** `ocp-perf detect`: what is odd in files of samples. No cluster is asked. */
export default command('detect', 'Find what is odd in CSV files of samples', flags, async (running) => {
  const { args, terminal } = running
  const options = readDetectOptions(args)
  const failOn = args['fail-on'] === undefined ? undefined : oneOf('fail-on', failures, args['fail-on'])
  const top = wholeNumber('top', args.top ?? '20')
  const places = placesOf(args._, args.out, process.env.INIT_CWD ?? '.')
  if (args.csv && (args.json || places.length > 1)) {
    throw new AppError('invalid_input', '--csv prints the rows of one file, and nothing else.', {
      hint: 'Write those of several files with --out DIR.',
    })
  }
  const told: ReturnType<typeof detectionAsJson>[] = []
  let naive = false
  for (const place of places) {
    terminal.progress(`Looking at ${place.path}`)
    const found = await detect(place, options, running)
    if (found.file.isNaive && !naive) terminal.err('Times without a zone are taken for UTC.')
    naive ||= found.file.isNaive
    told.push(detectionAsJson(found))
    if (args.csv) terminal.out(detectionAsCsv(found))
    else if (!args.json) terminal.out(tellDetection(found, top).join('\n'))
  }
  if (args.json) terminal.out(JSON.stringify(told))
  if (told.every(({ status }) => status === 'too_little_data')) return exitCodes.empty.code
  const isOdd = told.some(({ alerts }) => alerts.length > 0)
  return failOn !== undefined && isOdd ? exitCodes.limit.code : exitCodes.ok.code
})

async function detect({ path, out }: Place, options: DetectOptions, { signal }: Running<typeof flags>): Promise<Found> {
  const file = await readSamples(path, { stdin: process.stdin, signal })
  const found = { file, detection: detectAnomalies(file, options) }
  if (out !== undefined) {
    await mkdir(dirname(out), { recursive: true })
    await writeFile(out, detectionAsCsv(found), { signal })
  }
  return found
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'

/** A series of the Numenta Anomaly Benchmark with its labelled windows. */
export interface NabFile {
  /** As the labels name it: `realTweets/Twitter_volume_AAPL.csv`. */
  name: string
  times: Float64Array
  values: Float64Array
  /** First and last row of each window in which something is wrong, in order. */
  windows: readonly { first: number; last: number }[]
  /** So many first rows are not scored. */
  probation: number
}

const labelsSchema = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])))

/**
 * Reads the benchmark from its folder: `labels/combined_windows.json` and the files that it names in `data`.
 *
 * @throws AppError `not_found` where the folder holds no benchmark.
 */
export async function readNab(folder: string): Promise<NabFile[]> {
  const labels = labelsSchema.parse(JSON.parse(await readLabels(folder)))
  const names = Object.keys(labels).sort()
  return await Promise.all(
    names.map(async (name) => {
      const { times, column } = await readCsv(join(folder, 'data', name))
      return nabFile(name, { times, values: column('value') }, labels[name] ?? [])
    }),
  )
}

/** A series and its windows, which are given by the times of their first and last row. Rows may share a time: the first counts. */
export function nabFile(
  name: string,
  { times, values }: Pick<NabFile, 'times' | 'values'>,
  windows: readonly (readonly [string, string])[],
): NabFile {
  return {
    name,
    times,
    values,
    windows: windows.map(([start, end]) => ({
      first: times.indexOf(parseTime(start)),
      last: times.indexOf(parseTime(end)),
    })),
    probation: Math.min(Math.floor(0.15 * times.length), 750),
  }
}

/** What a detector of the benchmark's own results folder said of each row. */
export async function readNabScores(
  folder: string,
  detector: string,
  files: readonly NabFile[],
): Promise<Float64Array[]> {
  return await Promise.all(
    files.map(async ({ name }) => {
      const [group = '', file = ''] = name.split('/')
      const { column } = await readCsv(join(folder, 'results', detector, group, `${detector}_${file}`))
      return column('anomaly_score')
    }),
  )
}

async function readLabels(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'labels', 'combined_windows.json'), 'utf8')
  } catch (cause) {
    throw new AppError('not_found', `There is no Numenta Anomaly Benchmark in ${folder}.`, {
      hint: 'Clone https://github.com/numenta/NAB and name its folder: --nab DIR, or OCP_PERF_NAB=DIR.',
      cause,
    })
  }
}

async function readCsv(path: string) {
  const [header = '', ...lines] = (await readFile(path, 'utf8')).split(/\r?\n/)
  const names = header.split(',')
  const rows = lines.filter((line) => line !== '').map((line) => line.split(','))
  const column = (name: string) => Float64Array.from(rows, (row) => Number(row[names.indexOf(name)]))
  return { times: Float64Array.from(rows, ([time = '']) => parseTime(time)), column }
}

/** `2014-04-01 00:05:00.000000` as unix seconds, in the benchmark's own zone, which it does not name. */
function parseTime(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`) / 1000
}

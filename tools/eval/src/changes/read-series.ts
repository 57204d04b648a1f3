import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { AnnotatedSeries } from './draw-series.ts'

const annotationsSchema = z.record(z.string(), z.record(z.string(), z.array(z.int())))
const seriesSchema = z.object({
  name: z.string(),
  n_dim: z.int(),
  series: z.array(z.object({ raw: z.array(z.number().nullable()) })),
})

/**
 * Reads annotated series as the Turing change point data set keeps them: `annotations.json` and `datasets/NAME/NAME.json`. Series
 * of several dimensions and such without annotations are left out; a missing value is a gap.
 *
 * @throws AppError `not_found` where the folder holds none, `invalid_input` where a file is not of that shape.
 */
export async function readSeries(folder: string): Promise<AnnotatedSeries[]> {
  const annotations = await readJson(join(folder, 'annotations.json'), annotationsSchema)
  const names = await readdir(join(folder, 'datasets')).catch(() => [])
  const read = await Promise.all(
    names.filter((name) => annotations[name] !== undefined).map((name) => readOne(folder, name)),
  )
  const series = read.flatMap(({ name, n_dim, series: [only] }) => {
    const marks = annotations[name]
    if (n_dim !== 1 || only === undefined || marks === undefined) return []
    const values = Float64Array.from(only.raw, (value) => value ?? Number.NaN)
    return [{ name, kind: 'data set', values, annotations: Object.values(marks) }]
  })
  if (series.length === 0) {
    throw new AppError('not_found', `${folder} holds no annotated series of one dimension.`, {
      hint: 'It should hold annotations.json and datasets/NAME/NAME.json, as the Turing change point data set does.',
    })
  }
  return series
}

function readOne(folder: string, name: string): Promise<z.infer<typeof seriesSchema>> {
  return readJson(join(folder, 'datasets', name, `${name}.json`), seriesSchema)
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('not_found', `${path} cannot be read.`, {
      cause,
      hint: 'Name the folder that holds annotations.json.',
    })
  })
  const parsed = schema.safeParse(parse(text, path))
  if (parsed.success) return parsed.data
  throw new AppError('invalid_input', `${path}: ${z.prettifyError(parsed.error)}`, {
    hint: 'The shape is that of the Turing change point data set.',
  })
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('invalid_input', `${path} is no JSON.`, { cause, hint: 'Fetch the file anew.' })
  }
}

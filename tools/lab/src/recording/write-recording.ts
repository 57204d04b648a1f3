import { createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { AppError } from '@ocp-perf/errors'
import { openMetricsLine } from './open-metrics-line.ts'
import type { Truth } from './truth.ts'

export interface RecordingFiles {
  dump: string
  truth: string
}

export interface Recording extends RecordingFiles {
  samples: number
}

/**
 * Where a recording of that name goes. Throws `invalid_input` for a name that is no file name, `conflict` where one is
 * there already.
 */
export function recordingFiles(folder: string, name: string): RecordingFiles {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name)) {
    throw new AppError('invalid_input', `A recording cannot be named ${JSON.stringify(name.slice(0, 80))}.`, {
      hint: 'Use letters, digits, dots and hyphens, as in slow-disk-1.',
    })
  }
  const files = { dump: join(folder, `${name}.om.gz`), truth: join(folder, `${name}.json`) }
  const there = Object.values(files).find((file) => existsSync(file))
  if (there === undefined) return files
  throw new AppError('conflict', `${there} is there already.`, { hint: 'Choose another name, or remove it.' })
}

/** Makes a folder for scratch files beside the recordings, uses it and removes it. */
export async function withScratch<T>(folder: string, use: (scratch: string) => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true })
  const scratch = mkdtempSync(join(folder, '.recording-'))
  try {
    return await use(scratch)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Writes lines of `promtool tsdb dump` as OpenMetrics in gzip, families of the catalog only. Returns how many. */
export async function writeDump(
  file: string,
  lines: AsyncIterable<string>,
  families: ReadonlySet<string>,
): Promise<number> {
  let samples = 0
  const text = async function* () {
    for await (const line of lines) {
      const written = openMetricsLine(line, families)
      if (written === undefined) continue
      samples++
      yield `${written}\n`
    }
    yield '# EOF\n'
  }
  await pipeline(text, createGzip({ level: 9 }), createWriteStream(file))
  return samples
}

/** Puts a finished dump and its truth in their places: the dump last, so that one that is there has its truth. */
export function publish(finished: string, { dump, truth }: RecordingFiles, content: Truth): void {
  writeFileSync(truth, `${JSON.stringify(content, null, 2)}\n`)
  renameSync(finished, dump)
}

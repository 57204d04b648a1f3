import { constants } from 'node:fs'
import { mkdir, open, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import type { KeptReport } from './report-document.ts'

/** The reports of this process that can still be read, and the folder that they may be written to. */
export interface ReportShelf {
  keep(id: string, report: KeptReport): void
  find(id: string): KeptReport | undefined
  ids(): readonly string[]
  /** Throws what `write` would, before the work of making a report. */
  refuseName(name: string): void
  /**
   * Writes a new file into the reports' folder and gives its path. `forbidden` where no folder is configured,
   * `invalid_input` for what is no plain file name, `conflict` for a name that is taken.
   */
  write(name: string, text: string): Promise<string>
}

// The oldest makes room. Those with all points of a large cluster are megabytes each.
const mostKept = 20
const mostLetters = 32 * 1024 * 1024
const plainName = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,120}\.(html|md|json)$/

export function createReportShelf(folder: string | undefined): ReportShelf {
  const kept = new Map<string, KeptReport>()
  const folderFor = (name: string): string => {
    if (folder === undefined) throw noFolder()
    if (plainName.test(name)) return folder
    throw new AppError('invalid_input', `${JSON.stringify(name.slice(0, 80))} is no name for a report's file.`, {
      hint: 'Give a file name without a path that ends in .html, .md or .json, such as etcd-2026-01-31.html.',
    })
  }
  return {
    keep: (id, report) => {
      kept.set(id, report)
      let letters = [...kept.values()].reduce((sum, one) => sum + one.text.length, 0)
      for (const [oldest, { text }] of kept) {
        if (kept.size === 1 || (kept.size <= mostKept && letters <= mostLetters)) break
        kept.delete(oldest)
        letters -= text.length
      }
    },
    find: (id) => kept.get(id),
    ids: () => [...kept.keys()].reverse(),
    refuseName: (name) => {
      folderFor(name)
    },
    write: async (name, text) => await writeNew(folderFor(name), name, text),
  }
}

// A name that is there already, be it a link to elsewhere, is never written through.
const asNew = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW

async function writeNew(folder: string, name: string, text: string): Promise<string> {
  try {
    await mkdir(resolve(folder), { recursive: true })
    const path = join(await realpath(folder), name)
    const file = await open(path, asNew, 0o644)
    try {
      await file.writeFile(text)
    } finally {
      await file.close()
    }
    return path
  } catch (cause) {
    throw writeFailure(name, folder, cause)
  }
}

function writeFailure(name: string, folder: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EEXIST') {
    return new AppError('conflict', `There is a file ${name} among the reports already.`, {
      hint: 'Give another name; nothing is overwritten.',
      cause,
    })
  }
  return new AppError('forbidden', `The report could not be written to ${folder} (${String(code ?? 'failed')}).`, {
    hint: 'Let this server write to the folder of --reports, and look whether its disk has room.',
    cause,
  })
}

function noFolder(): AppError {
  return new AppError('forbidden', 'This server writes no files: it was started without a folder for reports.', {
    hint: 'Leave write_to out and read the resource that the answer links, or start the server with --reports DIR.',
  })
}

import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ReportEntry, reportEntrySchema } from '@ocp-perf/agents/contract'
import type { Log } from '@ocp-perf/http'
import { isMissing, readIfThere, readJson } from '../read-json.ts'
import { writeWhole } from '../write-whole.ts'

/** The formats of a report, by what a link asks for. */
export const reportFormats = {
  html: { render: 'html', type: 'text/html; charset=utf-8' },
  md: { render: 'markdown', type: 'text/markdown; charset=utf-8' },
  json: { render: 'json', type: 'application/json' },
} as const
export type ReportFormat = keyof typeof reportFormats

/** Reports on disk: a folder each, with what is told of it and its text in every format. */
export interface ReportFiles {
  /** The latest first. */
  list(): Promise<ReportEntry[]>
  find(id: string): Promise<ReportEntry | undefined>
  write(entry: ReportEntry): Promise<void>
  writeText(id: string, format: ReportFormat, text: string): Promise<void>
  text(id: string, format: ReportFormat): Promise<string | undefined>
  /** Makes room: only the newest reports stay. */
  removeOldest(): Promise<void>
}

const idPattern = /^[0-9a-f]{16}$/
const mostKept = 100
const entryFile = 'entry.json'

export function newReportId(): string {
  return randomBytes(8).toString('hex')
}

export function openReportFiles(folder: string, log: Log): ReportFiles {
  const pathOf = (id: string, file: string) => join(folder, id, file)
  const textPath = (id: string, format: ReportFormat) => pathOf(id, `report.${format}`)
  const find = async (id: string) => {
    if (!idPattern.test(id)) return undefined
    try {
      return await readJson(pathOf(id, entryFile), reportEntrySchema)
    } catch (error) {
      // One file that was damaged by hand must not hide the others.
      log.warn({ err: error, report: id }, 'A stored report cannot be read')
      return undefined
    }
  }
  const list = async () => {
    const found = await Promise.all((await namesIn(folder)).map(find))
    return found.filter((entry) => entry !== undefined).sort((a, b) => b.created - a.created)
  }
  return {
    list,
    find,
    async write(entry) {
      await mkdir(join(folder, entry.id), { recursive: true })
      await writeWhole(pathOf(entry.id, entryFile), JSON.stringify(entry))
    },
    writeText: (id, format, text) => writeWhole(textPath(id, format), text),
    text: async (id, format) => (idPattern.test(id) ? await readIfThere(textPath(id, format)) : undefined),
    async removeOldest() {
      for (const { id } of (await list()).slice(mostKept)) await rm(join(folder, id), { recursive: true, force: true })
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

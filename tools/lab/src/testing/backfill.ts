import { closeSync, cpSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../machine/command.ts'
import { labHome } from '../machine/paths.ts'

export interface KeepOptions {
  /**
   * Keeps the blocks below `.lab` for the next time; while there are some of this name and version the text is not even
   * read. The version says all that the samples depend on; blocks of another one are removed.
   */
  keepAs?: { name: string; version: string } | undefined
}

export interface BackfillOptions extends KeepOptions {
  promtool: string
  /** For what is needed on the way. */
  folder: string
  /** Where the blocks are to be. */
  data: string
}

// promtool reads the text once for every block, so long blocks make it several times faster.
const blockDuration = '24h'
const timeoutMs = 600_000
const keptBlocks = join(labHome, 'blocks')

/** Turns OpenMetrics text into blocks of Prometheus' storage. */
export async function backfill(
  openMetrics: Iterable<string>,
  { promtool, folder, data, keepAs }: BackfillOptions,
): Promise<void> {
  const kept = keepAs && join(keptBlocks, `${keepAs.name}-${keepAs.version}`)
  if (kept !== undefined && existsSync(kept)) {
    cpSync(kept, data, { recursive: true })
    return
  }
  const text = join(folder, 'samples.om')
  writePieces(text, openMetrics)
  const command = [promtool, 'tsdb', 'create-blocks-from', 'openmetrics', `--max-block-duration=${blockDuration}`]
  await runCommand([...command, text, data], { timeoutMs })
  rmSync(text)
  if (keepAs !== undefined && kept !== undefined) keep(data, kept, keepAs.name)
}

/** Under another name first, so that a run that is cut short leaves nothing that looks whole. */
function keep(data: string, kept: string, name: string): void {
  mkdirSync(keptBlocks, { recursive: true })
  for (const other of readdirSync(keptBlocks)) {
    if (other.startsWith(`${name}-`)) rmSync(join(keptBlocks, other), { recursive: true, force: true })
  }
  const unfinished = join(keptBlocks, `unfinished-${process.pid}`)
  cpSync(data, unfinished, { recursive: true })
  renameSync(unfinished, kept)
}

const writeAtOnce = 1_000_000

function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w')
  try {
    let pending = ''
    for (const piece of pieces) {
      pending += piece
      if (pending.length < writeAtOnce) continue
      writeSync(file, pending)
      pending = ''
    }
    writeSync(file, pending)
  } finally {
    closeSync(file)
  }
}

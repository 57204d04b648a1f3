import { closeSync, constants, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '@ocp-perf/errors'
import { runCommand } from '../machine/command.ts'
import { type LabPaths, labHome } from '../machine/paths.ts'
import { requireProgram } from '../machine/programs.ts'

const source = fileURLToPath(new URL('../../wire/labwire.c', import.meta.url))

export const wireControl = (paths: LabPaths): string => join(paths.sockets, 'wire.fifo')

/** What one direction between two namespaces does to frames. */
export interface LinkImpairment {
  delayMs: number
  jitterMs: number
  lossPercent: number
  rateKbit: number
}

export const noImpairment: LinkImpairment = { delayMs: 0, jitterMs: 0, lossPercent: 0, rateKbit: 0 }

/** Compiles the switch on first use and whenever its source is newer; returns the program's path. */
export async function buildWire(signal?: AbortSignal): Promise<string> {
  const program = join(labHome, 'labwire')
  if (existsSync(program) && statSync(program).mtimeMs > statSync(source).mtimeMs) return program
  mkdirSync(labHome, { recursive: true })
  const fresh = `${program}.${process.pid}`
  await runCommand([requireProgram('cc'), '-O2', '-Wall', '-Wextra', '-o', fresh, source], {
    timeoutMs: 60_000,
    signal,
  })
  renameSync(fresh, program)
  return program
}

/**
 * Sets one direction of the running switch; ports count from 1, `*` stands for all.
 * Throws `unreachable` when no switch reads the FIFO.
 */
export function setLink(paths: LabPaths, from: number | '*', to: number | '*', link: LinkImpairment): void {
  const line = `set ${from} ${to} ${link.delayMs} ${link.jitterMs} ${link.lossPercent} ${link.rateKbit}\n`
  let control: number
  try {
    // Without O_NONBLOCK this would wait forever for a reader that died.
    control = openSync(wireControl(paths), constants.O_WRONLY | constants.O_NONBLOCK)
  } catch (cause) {
    throw new AppError('unreachable', "The lab's Ethernet switch does not run.", {
      hint: 'Start the lab anew: pnpm lab down && pnpm lab up --net wire',
      retryable: false,
      cause,
    })
  }
  try {
    writeSync(control, line)
  } finally {
    closeSync(control)
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from '../machine/command.ts'
import { labPaths } from '../machine/paths.ts'
import { noImpairment, setLink, wireControl } from './wire.ts'

test('a switch that does not run is an error at once, with or without its FIFO', async () => {
  const sockets = mkdtempSync(join(tmpdir(), 'lab-wire-'))
  const paths = { ...labPaths(sockets), sockets }
  const unreachable = expect.objectContaining({ code: 'unreachable' })
  try {
    expect(() => setLink(paths, '*', '*', noImpairment)).toThrow(unreachable)
    await runCommand(['mkfifo', wireControl(paths)])
    expect(() => setLink(paths, '*', '*', noImpairment)).toThrow(unreachable)
  } finally {
    rmSync(sockets, { recursive: true, force: true })
  }
})

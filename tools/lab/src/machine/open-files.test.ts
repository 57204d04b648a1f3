import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFilesLimit, setOpenFilesLimit } from './open-files.ts'
import { endProcess, startProcess } from './processes.ts'
import { whyNoProgram } from './programs.ts'

test.skipIf(whyNoProgram('prlimit'))('the limit of a process that runs is lowered, and put back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-files-'))
  const process = await startProcess({ name: 'probe', argv: ['sleep', '30'], logFile: join(folder, 'log') })
  try {
    const before = openFilesLimit(process.pid)
    expect(before).toMatch(/^\d+:\d+$/)
    await setOpenFilesLimit(process.pid, '100:')
    expect(openFilesLimit(process.pid)).toBe(`100:${before.split(':')[1]}`)
    await setOpenFilesLimit(process.pid, before)
    expect(openFilesLimit(process.pid)).toBe(before)
  } finally {
    await endProcess(process, 200)
    rmSync(folder, { recursive: true })
  }
})

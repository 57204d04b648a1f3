/**
 * Keeps a disk busy: writers that each rewrite 1 MiB blocks of one file synchronously, until ended or out of time.
 *
 *   disk-writer --file PATH [--writers 4] [--seconds 1800]
 */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { parseArgs } from 'node:util'

const text = { type: 'string' } as const
const { values } = parseArgs({ options: { file: text, writers: text, seconds: text } })
const blockBytes = 1024 * 1024
const blocksEach = 64
const until = Date.now() + Number(values.seconds ?? 1_800) * 1000
const file = await open(values.file ?? '', constants.O_WRONLY | constants.O_CREAT | constants.O_DSYNC, 0o600)
const block = Buffer.alloc(blockBytes, 0x5a)

async function write(writer: number): Promise<void> {
  for (let index = 0; Date.now() < until; index = (index + 1) % blocksEach) {
    await file.write(block, 0, blockBytes, (writer * blocksEach + index) * blockBytes)
  }
}

await Promise.all(Array.from({ length: Number(values.writers ?? 4) }, (_, writer) => write(writer)))

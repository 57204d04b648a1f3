import { mkdtemp, open, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = await mkdtemp(join(tmpdir(), 'soak-bare-'))
// The question and the conversation that it belongs to.
const files = [join(folder, 'turn'), join(folder, 'thread')]

/** Puts two files on the disk and answers, as an agent must for each question: what that takes is the machine's. */
const server = createServer(async (_, response) => {
  for (const path of files) {
    const file = await open(path, 'w')
    await file.writeFile('a question')
    await file.sync()
    await file.close()
  }
  response.end('ok')
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.')
  process.stderr.write(`${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${address.port}` })}\n`)
})
process.once('SIGTERM', () => {
  void rm(folder, { recursive: true, force: true }).finally(() => process.exit())
})

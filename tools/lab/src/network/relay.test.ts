import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, fakeGateway } from '../__fixtures__/fake-gateway.ts'
import { endProcess, type LabProcess, startProcess } from '../machine/processes.ts'
import { workerCommand } from '../machine/workers.ts'

let folder: string
let server: FakeGateway
let relays: LabProcess[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lab-relay-'))
  server = await fakeGateway({ '/big': { text: 'x'.repeat(2_000_000) } })
  relays = []
})
afterEach(async () => {
  for (const relay of relays) await endProcess(relay)
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Both sides in this network; only the socket between them matters. Returns the URL outside. */
async function relayed(): Promise<string> {
  const socket = join(folder, 'a.sock')
  const sides = { inside: `${socket}=${new URL(server.url).host}`, outside: `a=${socket}` }
  for (const [side, route] of Object.entries(sides)) {
    const argv = workerCommand('relay', [side, join(folder, `${side}.ready`), route])
    relays.push(await startProcess({ name: side, argv, logFile: join(folder, 'log') }))
  }
  for (const side of Object.keys(sides)) await ready(join(folder, `${side}.ready`))
  const { a } = JSON.parse(readFileSync(join(folder, 'outside.ready'), 'utf8')) as { a: number }
  return `http://127.0.0.1:${a}`
}

async function ready(file: string): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    try {
      readFileSync(file)
      return
    } catch {
      await sleep(50)
    }
  }
  throw new Error(readFileSync(join(folder, 'log'), 'utf8'))
}

test('requests and large answers pass, many at once, and a server that ended breaks only its own connections', async () => {
  const url = await relayed()
  const lengths = await Promise.all(
    Array.from({ length: 8 }, async () => (await (await fetch(`${url}/big`)).text()).length),
  )
  expect(new Set(lengths)).toEqual(new Set([2_000_000]))
  await server.close()
  await expect(fetch(`${url}/big`)).rejects.toThrow()
  await expect(fetch(`${url}/big`)).rejects.toThrow()
})

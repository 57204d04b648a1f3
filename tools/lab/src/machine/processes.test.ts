import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { getPriority, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endedAtOnce, endProcess, isAlive, type LabProcess, signalProcess, startProcess } from './processes.ts'

let folder: string
let started: LabProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-processes-'))
  started = []
})
afterEach(async () => {
  for (const process of started) await endProcess(process, 200)
  rmSync(folder, { recursive: true, force: true })
})

async function start(script: string): Promise<LabProcess> {
  const process = await startProcess({ name: 'probe', argv: ['sh', '-c', script], logFile: join(folder, 'probe.log') })
  started.push(process)
  return process
}

test('a started process is alive, and ended once it was asked to', async () => {
  const process = await start('exec sleep 30')
  expect(isAlive(process)).toBe(true)
  await endProcess(process)
  expect(isAlive(process)).toBe(false)
})

test.runIf(existsSync('/proc/self/autogroup'))('a session weighs what the nice of the lab says', async () => {
  const nice = Math.max(getPriority(), 5)
  setPriority(nice)
  const { pid } = await start('exec sleep 30')
  expect(readFileSync(`/proc/${pid}/autogroup`, 'utf8')).toContain(`nice ${nice}`)
})

test('another process with the same pid is neither alive nor signalled', async () => {
  const process = await start('exec sleep 30')
  const impostor = { ...process, startTicks: String(Number(process.startTicks) - 1) }
  expect(isAlive(impostor)).toBe(false)
  expect(signalProcess(impostor, 'SIGKILL')).toBe(false)
  await endProcess(impostor)
  expect(isAlive(process)).toBe(true)
})

test('a stopped process ends too', async () => {
  const process = await start('exec sleep 30')
  signalProcess(process, 'SIGSTOP')
  await endProcess(process)
  expect(isAlive(process)).toBe(false)
})

test('a process that ignores the request is killed', async () => {
  const process = await start('trap "" TERM; echo ready; while :; do sleep 0.05; done')
  const log = join(folder, 'probe.log')
  for (let turn = 0; turn < 100 && !readFileSync(log, 'utf8').includes('ready'); turn += 1) await sleep(20)
  await endProcess(process, 150)
  expect(isAlive(process)).toBe(false)
})

test('ending a process twice is no error', async () => {
  const process = await start('exec sleep 30')
  await endProcess(process)
  await expect(endProcess(process)).resolves.toBeUndefined()
})

test('a program that does not exist is an error that names it', async () => {
  const argv = ['/no/such/program']
  await expect(startProcess({ name: 'ghost', argv, logFile: join(folder, 'ghost.log') })).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('ghost'),
  })
})

test('settings of etcd in the environment do not reach a process of the lab', async () => {
  process.env.ETCD_NAME = 'leak'
  try {
    await start('echo "name=$ETCD_NAME"; exec sleep 30')
    const log = join(folder, 'probe.log')
    for (let turn = 0; turn < 100 && !readFileSync(log, 'utf8').includes('name='); turn += 1) await sleep(20)
    expect(readFileSync(log, 'utf8')).toBe('name=\n')
  } finally {
    delete process.env.ETCD_NAME
  }
})

test('the error for a program that ended at once holds the end of its output', async () => {
  await start('echo one; echo two; echo three; echo four')
  const log = join(folder, 'probe.log')
  for (let turn = 0; turn < 100 && !readFileSync(log, 'utf8').includes('four'); turn += 1) await sleep(20)
  expect(endedAtOnce('probe', log)).toMatchObject({
    code: 'upstream',
    message: 'probe ended at once: two | three | four',
  })
})

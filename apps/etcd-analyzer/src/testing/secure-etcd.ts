import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testCertificates } from '@ocp-perf/ocp-auth/testing'

export interface SecureEtcd {
  endpoint: string
  caFile: string
  certFile: string
  keyFile: string
  stop(): Promise<void>
}

/** One etcd member of any version on loopback that wants a client certificate. */
export async function startSecureEtcd(program: string): Promise<SecureEtcd> {
  const folder = await mkdtemp(join(tmpdir(), 'secure-etcd-'))
  const { ca, server, admin } = testCertificates
  const files = {
    'ca.crt': ca,
    'server.crt': server.cert,
    'server.key': server.key,
    'client.crt': admin.cert,
    'client.key': admin.key,
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text, { mode: 0o600 })))
  const path = (name: keyof typeof files) => join(folder, name)
  const [endpoint, peer] = [`https://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`]
  const child = spawn(
    program,
    [
      ['--name', 'only'],
      ['--data-dir', join(folder, 'data')],
      ['--listen-client-urls', endpoint],
      ['--advertise-client-urls', endpoint],
      ['--listen-peer-urls', peer],
      ['--initial-advertise-peer-urls', peer],
      ['--initial-cluster', `only=${peer}`],
      ['--trusted-ca-file', path('ca.crt')],
      ['--cert-file', path('server.crt')],
      ['--key-file', path('server.key')],
      ['--client-cert-auth'],
    ].flat(),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  await ready(child)
  return {
    endpoint,
    caFile: path('ca.crt'),
    certFile: path('client.crt'),
    keyFile: path('client.key'),
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
      await rm(folder, { recursive: true })
    },
  }
}

async function ready(child: ChildProcess): Promise<void> {
  let log = ''
  child.stderr?.on('data', (chunk) => {
    log += String(chunk)
  })
  for (let wait = 0; wait < 100; wait++) {
    if (/ready to serve client requests|serving client requests|became leader|elected leader/.test(log)) return
    if (child.exitCode !== null) throw new Error(`etcd ended: ${log.slice(-500)}`)
    await sleep(100)
  }
  throw new Error(`etcd did not become ready: ${log.slice(-500)}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

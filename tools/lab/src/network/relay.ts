import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { LabPaths } from '../machine/paths.ts'
import { endedAtOnce, isAlive, type LabProcess, startProcess } from '../machine/processes.ts'
import { workerCommand } from '../machine/workers.ts'
import { insideNamespace } from './namespaces.ts'

/** A name and the `host:port` inside the namespace that it stands for. */
export type RelayTargets = Record<string, string>

const portsSchema = z.record(z.string(), z.int().positive())

/**
 * Makes servers inside `namespace` reachable on free ports of this machine's loopback. Returns the ports by name.
 * `started` is called with each process at once, so that it is on record before anything else can fail.
 */
export async function startRelay(
  paths: LabPaths,
  namespace: string,
  targets: RelayTargets,
  started: (process: LabProcess) => void,
): Promise<Record<string, number>> {
  mkdirSync(paths.sockets, { recursive: true, mode: 0o700 })
  const socket = (name: string) => join(paths.sockets, `${name}.sock`)
  const inside = Object.entries(targets).map(([name, target]) => `${socket(name)}=${target}`)
  const outside = Object.keys(targets).map((name) => `${name}=${socket(name)}`)
  const [, ports] = await Promise.all([
    startSide(paths, 'inside', inside, namespace, started),
    startSide(paths, 'outside', outside, undefined, started),
  ])
  return portsSchema.parse(JSON.parse(ports))
}

async function startSide(
  paths: LabPaths,
  side: 'inside' | 'outside',
  routes: string[],
  namespace: string | undefined,
  started: (process: LabProcess) => void,
): Promise<string> {
  const name = `relay-${side}`
  const readyFile = join(paths.sockets, `${name}.ready`)
  const logFile = join(paths.logs, `${name}.log`)
  rmSync(readyFile, { force: true })
  const argv = insideNamespace(namespace, workerCommand('relay', [side, readyFile, ...routes]))
  const relay = await startProcess({ name, argv, logFile })
  started(relay)
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(50)) {
    try {
      return readFileSync(readyFile, 'utf8')
    } catch {
      // Not there yet; whether it ever will be is asked next.
    }
    if (!isAlive(relay)) throw endedAtOnce(name, logFile)
  }
  throw new AppError('timeout', `${name} was not ready within 20 s`, { hint: `Its output is in ${logFile}.` })
}

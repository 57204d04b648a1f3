/**
 * Stops whichever member leads for a moment, again and again, until ended or out of time.
 *
 *   leader-stopper --lab DIRECTORY [--stop SECONDS] [--every SECONDS] [--seconds 1800]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { labPaths } from '../machine/paths.ts'
import { signalProcess } from '../machine/processes.ts'
import { findLeader, memberProcess } from '../servers/etcd.ts'
import { requireState } from '../state.ts'

const text = { type: 'string' } as const
const { values } = parseArgs({ options: { lab: text, stop: text, every: text, seconds: text } })
const paths = labPaths(values.lab)
const until = Date.now() + Number(values.seconds ?? 1_800) * 1000

while (Date.now() < until) {
  const state = requireState(paths)
  const leader = await findLeader(state)
  const process = leader && memberProcess(state, leader.name)
  if (process && signalProcess(process, 'SIGSTOP')) {
    await sleep(Number(values.stop ?? 2.5) * 1000)
    signalProcess(process, 'SIGCONT')
  }
  await sleep(Number(values.every ?? 4) * 1000)
}

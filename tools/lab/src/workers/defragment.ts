/**
 * Defragments one member again and again, until ended or out of time.
 *
 *   defragment --endpoint URL [--every SECONDS] [--seconds 1800]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { defragment } from '../servers/etcd-gateway.ts'

const text = { type: 'string' } as const
const { values } = parseArgs({ options: { endpoint: text, every: text, seconds: text } })
const until = Date.now() + Number(values.seconds ?? 1_800) * 1000

while (Date.now() < until) {
  await defragment(values.endpoint ?? '')
  await sleep(Number(values.every ?? 4) * 1000)
}

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createEngineSource } from '@ocp-perf/promql-engine'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { createSimulation } from '../../create-simulation.ts'

const config = new URL('../../../../../config/', import.meta.url)
const read = (path: string) => parse(readFileSync(fileURLToPath(new URL(path, config)), 'utf8'))

const matchersSchema = z.record(z.string(), z.string())
const { selectors } = z
  .object({ selectors: z.record(z.string(), matchersSchema) })
  .parse(read('profiles/openshift.yml'))
const groupSchema = z.object({ metrics: z.array(z.object({ id: z.string(), query: z.string() })) })
const files = readdirSync(fileURLToPath(new URL('metrics/ovn', config)))
const metrics = files.flatMap((file) => groupSchema.parse(read(`metrics/ovn/${file}`)).metrics)

/** What a healthy cluster of OpenShift 4.18 has nothing of, and why. */
const absent: Readonly<Record<string, string>> = {
  ovn_user_defined_networks: 'no user has defined a network',
  ovn_container_ended: 'no container has ended',
  ovn_pod_throttled: 'OpenShift sets no CPU limit here',
  multus_pod_throttled: 'OpenShift sets no CPU limit here',
  ovs_tunnel_traffic: "of a node's devices only the one that leaves the node is simulated",
  ovn_raft_elections: 'databases of OpenShift 4.13 and before',
  ovn_raft_leader: 'databases of OpenShift 4.13 and before',
  ovn_raft_log_pending: 'databases of OpenShift 4.13 and before',
  ovn_raft_connection_errors: 'databases of OpenShift 4.13 and before',
}

const matcher = ([label, value]: [string, string]) => {
  const [, op = '', text = ''] = /^(!?~|!|)(.*)$/.exec(value) ?? []
  return `${label}${op === '' ? '=' : op === '~' ? '=~' : op === '!' ? '!=' : op}"${text}"`
}

/** A query of the catalog as it is asked on OpenShift over a quarter of an hour. */
function expanded(query: string): string {
  return query.replaceAll(/\$([a-zA-Z_]+)/g, (whole, name: string) => {
    const found = selectors[name]
    if (found !== undefined) return Object.entries(found).map(matcher).join(',')
    return { window: '15m', window_seconds: '900', nodeLabel: 'instance' }[name] ?? whole
  })
}

test('every metric of the catalog of OVN has data in a healthy cluster, or is named here with the reason', async () => {
  const now = 1_795_003_200
  const { store } = createSimulation({ seed: 'catalog', now: () => now, historySeconds: 7200 })
  const source = createEngineSource({ store, recording: { name: 'test', start: now - 7200, end: now } })
  const empty: string[] = []
  for (const { id, query } of metrics) {
    const { series } = await source.instant(expanded(query))
    if (!series.some(({ values: [value = Number.NaN] }) => Number.isFinite(value))) empty.push(id)
  }
  expect(metrics.length).toBeGreaterThan(100)
  expect(empty.sort()).toEqual(Object.keys(absent).sort())
})

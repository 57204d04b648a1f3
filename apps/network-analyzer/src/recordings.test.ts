import { fileURLToPath } from 'node:url'
import { type OfflineClient, offlineClient } from '@ocp-perf/analyzer/testing'
import { type PanelResult, panelResultSchema } from '@ocp-perf/panel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { networkAnalyzer } from './network-analyzer.ts'

/** A real cluster of three nodes, of which the one of m3 lost 8 packets of a hundred for a while. */
const recording = fileURLToPath(new URL('../../../tools/lab/fixtures/recordings/loss-m3-8pct.om.gz', import.meta.url))

describe('a node that loses packets', () => {
  let offline: OfflineClient
  beforeAll(async () => {
    offline = await offlineClient(networkAnalyzer, recording)
  })
  afterAll(() => offline[Symbol.asyncDispose]())

  const panelOf = async (tool: string, input: Record<string, unknown> = {}): Promise<PanelResult> => {
    const { data, text, isError } = await offline.call(tool, { duration: '30m', ...input })
    expect(isError, text).toBe(false)
    return panelResultSchema.parse(data)
  }
  const rowsOf = ({ metrics }: PanelResult, id: string) => metrics.find((metric) => metric.id === id)?.rows ?? []

  test('sends more segments again than the others, which is told first', async () => {
    const rows = rowsOf(await panelOf('query_network_netstat_tcp_metrics'), 'node_tcp_retransmit_ratio')
    expect(rows).toHaveLength(3)
    const peaks = new Map(rows.map(({ labels, max }) => [labels.node?.split(':')[0], max ?? 0]))
    expect(Math.max(...peaks.values())).toBeGreaterThan(0.01)
    expect(rows[0]?.max).toBe(Math.max(...peaks.values()))
  })

  test('is the only one that is told of where it is asked for by name', async () => {
    const all = rowsOf(await panelOf('query_network_netstat_tcp_metrics'), 'node_tcp_retransmit_ratio')
    const [first] = all.map(({ labels }) => labels.node)
    const rows = rowsOf(
      await panelOf('query_network_netstat_tcp_metrics', { nodes: [first] }),
      'node_tcp_retransmit_ratio',
    )
    expect(rows.map(({ labels }) => labels.node)).toEqual([first])
  })

  test('a node that is not there is refused with those that are', async () => {
    const { isError, text } = await offline.call('query_network_io_metrics', { nodes: ['labm9'] })
    expect(isError).toBe(true)
    expect(text).toMatch(/^not_found: There is no node "labm9"\. Hint: (Did you mean|Nodes are) \S+/)
  })

  test('an interface that is not there is refused with those that are', async () => {
    const { isError, text } = await offline.call('query_network_io_metrics', { devices: ['ens3'] })
    expect(isError).toBe(true)
    expect(text).toMatch(
      /^not_found: No interface "ens3" is measured on these nodes\. Hint: (Did you mean|Interfaces are) \S+/,
    )
  })

  test('three nodes are too few to compare, which is said', async () => {
    const { text } = await offline.call('compare_nodes', { duration: '30m' })
    expect(text).toMatch(/^unknown: 3 nodes are too few to compare: it takes 5/)
  })
})

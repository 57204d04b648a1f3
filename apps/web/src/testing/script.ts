import type { ChatEvent, ChatRequest } from '@ocp-perf/agents/contract'
import { known, sample } from './sample.ts'

/** What a run says next, and how long it waits before. */
interface Step {
  pauseMs: number
  event: ChatEvent
}

/** Where a question wants the connection cut: after the event of this number. */
export interface Script {
  steps: readonly Step[]
  cutAfter: number | null
}

/** Text that tries to be more than text. */
export const hostileText = [
  'A pod is called `<script>alert(1)</script>` and its node <script>alert(2)</script>.\n\n',
  '<img src="https://evil.example/x.png" onerror="alert(3)">\n\n',
  '[look here](javascript:alert(4)) and [there](data:text/html,<script>alert(5)</script>)\n\n',
  '![picture](https://evil.example/y.png)\n\n<iframe src="https://evil.example"></iframe>\n',
].join('')

/** The answers by what is asked; the words are those that the suites and the screenshots ask with. */
export function scriptOf({ question }: ChatRequest, thread: string, run: string): Script {
  const start: Step = { pauseMs: 60, event: { type: 'start', thread, run, model: 'scripted-model' } }
  const words = question.toLowerCase()
  const cutAfter = words.includes('cut') ? 9 : null
  const body = bodyOf(words)
  const failed = body.some(({ event }) => event.type === 'error')
  return { steps: [start, ...body, ...endOf(failed)], cutAfter }
}

function bodyOf(words: string): Step[] {
  if (words.includes('hostile')) return write(hostileText, 5)
  if (words.includes('forever')) return write('Still counting. '.repeat(600), 40)
  if (words.includes('fail')) return failure()
  if (words.includes('level')) return levels()
  if (words.includes('fsync')) return panel()
  return diagnosis()
}

const write = (text: string, pauseMs = 25): Step[] =>
  (text.match(/\S+\s*|\s+/g) ?? []).map((word) => ({ pauseMs, event: { type: 'message_delta', text: word } }))

function call(
  id: string,
  tool: string,
  args: Record<string, unknown>,
  answer: { text: string; data: unknown },
): Step[] {
  const { title, servers } = sample.tools.find(({ name }) => name === tool) ?? { title: tool, servers: ['etcd'] }
  return [
    { pauseMs: 80, event: { type: 'tool_start', call: id, tool, title, server: servers[0] ?? 'etcd', args } },
    {
      pauseMs: 500,
      event: { type: 'tool_result', call: id, ok: true, ms: 182, again: false, text: answer.text, data: answer.data },
    },
  ]
}

const chart = (id: string, metric: string): Step => ({
  pauseMs: 20,
  event: { type: 'chart', call: id, chart: known(sample.charts, metric) },
})

function diagnosis(): Step[] {
  const etcd = known(sample.diagnoses, 'etcd')
  return [
    ...write('I look at etcd first, since a slow etcd slows everything that rests on it.\n\n'),
    ...call('c1', 'get_etcd_bottleneck_analysis', { duration: '1h' }, etcd),
    { pauseMs: 20, event: { type: 'diagnosis', call: 'c1', diagnosis: etcd.data } },
    chart('c1', 'etcd_wal_fsync_p99'),
    chart('c1', 'etcd_backend_commit_p99'),
    ...call(
      'c2',
      'query_network_socket_tcp_metrics',
      { duration: '1h', top: 5 },
      known(sample.panels, 'query_network_socket_tcp_metrics'),
    ),
    ...write(
      [
        '\n\n**The disk of `etcd-sim-master-0` is slow**, and it has been since 17:47 UTC.\n\n',
        '| signal | typical | limit |\n| --- | ---: | ---: |\n',
        '| WAL fsync p99 | 123 ms | 20 ms |\n| Backend commit p99 | 234 ms | 30 ms |\n\n',
        '- The other two members write as fast as before, so the storage as a whole is not at fault.\n',
        '- Peer round trips keep their limit: **not the network**.\n\n',
        'Look first at what else writes to that disk:\n\n```sh\noc debug node/sim-master-0 -- chroot /host iostat -x 5 3\n```\n',
      ].join(''),
    ),
    suggestions(
      'What else writes to that disk?',
      'Show WAL fsync of all members',
      'Walk through the levels of the cluster',
    ),
  ]
}

function levels(): Step[] {
  return [
    ...call('c1', 'get_cluster_bottleneck_analysis', { duration: '1h' }, sample.levels),
    { pauseMs: 20, event: { type: 'levels', call: 'c1', walk: sample.levels.data } },
    ...write('The walk stops at the nodes: a slow disk at `etcd-sim-master-0`. All levels above it keep their limits.'),
    suggestions('Why is the cluster slow?'),
  ]
}

function panel(): Step[] {
  const answer = known(sample.panels, 'get_etcd_disk_wal_fsync')
  return [
    ...call('c1', 'get_etcd_disk_wal_fsync', { duration: '1h' }, answer),
    chart('c1', 'etcd_wal_fsync_p99'),
    chart('c1', 'node_disk_write_latency'),
    ...write('`etcd-sim-master-0` is at 123 ms while the others stay below 6 ms.'),
    suggestions('Why is the cluster slow?'),
  ]
}

function failure(): Step[] {
  const fault = {
    code: 'unreachable',
    message: 'The etcd server does not answer.',
    hint: 'Start it with `ocp-perf serve etcd`, or check its address in agent.yml.',
  }
  return [
    {
      pauseMs: 50,
      event: {
        type: 'tool_start',
        call: 'c1',
        tool: 'get_etcd_disk_wal_fsync',
        title: 'etcd WAL fsync',
        server: 'etcd',
        args: {},
      },
    },
    {
      pauseMs: 200,
      event: { type: 'tool_result', call: 'c1', ok: false, ms: 5000, again: false, text: fault.message, fault },
    },
    { pauseMs: 20, event: { type: 'error', fault } },
  ]
}

const suggestions = (...questions: string[]): Step => ({ pauseMs: 20, event: { type: 'suggestions', questions } })

function endOf(failed: boolean): Step[] {
  return [
    { pauseMs: 20, event: { type: 'usage', input_tokens: 4210, output_tokens: 380, calls: 2 } },
    {
      pauseMs: 10,
      event: { type: 'done', reason: failed ? 'failed' : 'answered', verdict: failed ? null : 'degraded' },
    },
  ]
}

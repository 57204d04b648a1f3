import { fileURLToPath } from 'node:url'
import { neededArgs } from '@ocp-perf/analyzer/testing'
import { type Bench, type BenchResult, median } from './bench.ts'
import { type ChildServer, programOf, startChild } from './mcp/child-server.ts'
import { type BareClient, bareClient } from './tools/bare-client.ts'
import { asOfNow, type Recorded, startRecorder } from './tools/recorder.ts'
import { type ToolClient, toolClient } from './tools/tool-client.ts'

/** Half of them begin with the tool and half with its queries. */
const remoteRounds = 24
/** Without a target: on loopback with two cores the figures are about the processor. */
const localRounds = 6
const delayMs = 25
const relay = fileURLToPath(new URL('./tools/relay.ts', import.meta.url))
const simulated = fileURLToPath(new URL('./fleet/simulated-prometheus.ts', import.meta.url))

const deepDrive = 'get_etcd_performance_deep_drive'
/** Tools that judge all groups at once, each of them beside the others. */
const isDiagnosing = (tool: string) => /_(performance_deep_drive|bottleneck_analysis)$/.test(tool)

/** What tools cost beside the queries they send, and what sending those at once saves. */
export const tools: Bench = {
  name: 'tools',
  needsLab: true,
  async run() {
    const lab = process.env.OCP_PERF_LAB_PROMETHEUS ?? ''
    const etcd = await beside('etcd', lab, async (near, far, recorded) => [
      await together(far, recorded),
      await deepDriveInTurn(far, recorded),
      ...(await togetherLocally(near, recorded)),
    ])
    const network = await beside('network', lab)
    // No part of a lab is ovn-kubernetes' own.
    const cluster = await startChild([process.execPath, ...process.execArgv, simulated, '6', 'northd-slow'])
    try {
      const results = [...etcd, ...network, ...(await beside('ovnk', cluster.url))]
      // What servers share is measured with the first of them.
      return results.filter(({ label }, index) => results.findIndex((other) => other.label === label) === index)
    } finally {
      await cluster.stop()
    }
  },
}

type Queries = ReadonlyMap<string, readonly Recorded[]>

/** Each tool of a domain's server beside its own queries, over a Prometheus that is 25 ms away and over the same one near by. */
async function beside(
  domain: string,
  prometheus: string,
  more: (near: string, far: string, recorded: Queries) => Promise<BenchResult[]> = async () => [],
): Promise<BenchResult[]> {
  const recorded = await recordQueries(domain, prometheus)
  const { hostname, port } = new URL(prometheus)
  const far = await startChild([process.execPath, ...process.execArgv, relay, hostname, port, String(delayMs)])
  try {
    const remote = await comparison(domain, far.url, recorded, remoteRounds)
    const local = await comparison(domain, prometheus, recorded, localRounds)
    return [...describeTools(remote, local), ...(await more(prometheus, far.url, recorded))]
  } finally {
    await far.stop()
  }
}

/** What each tool asks Prometheus when it is warm, as seen on the wire. */
async function recordQueries(domain: string, prometheus: string): Promise<Queries> {
  const recorder = await startRecorder(prometheus)
  const server = await startServer(domain, recorder.url)
  const client = toolClient(server.url)
  try {
    const queries = new Map<string, Recorded[]>()
    for (const name of await client.names()) {
      await warmUp(client, name)
      recorder.take()
      await client.call(name, neededArgs[name] ?? {})
      const sent = recorder.take()
      if (sent.length > 0) queries.set(name, sent)
    }
    return queries
  } finally {
    client.close()
    await server.stop()
    await recorder.close()
  }
}

function startServer(domain: string, prometheus: string): Promise<ChildServer> {
  return startChild([process.execPath, programOf(domain), '--port', '0', '--no-history'], {
    PROMETHEUS_URL: prometheus,
  })
}

/** Twice: the first call connects, and learns which metrics answer only by their fallback. */
async function warmUp(client: ToolClient, name: string): Promise<void> {
  for (let call = 0; call < 2; call++) await client.call(name, neededArgs[name] ?? {})
}

interface Compared {
  tool: string
  queries: number
  toolMs: number
  bareMs: number
  ratio: number
}

/** Each tool against its own queries, in turns, so that what else the machine does meets both. */
async function comparison(domain: string, prometheus: string, recorded: Queries, rounds: number): Promise<Compared[]> {
  const server = await startServer(domain, prometheus)
  const client = toolClient(server.url)
  const bare = bareClient(prometheus)
  try {
    const compared: Compared[] = []
    for (const [tool, queries] of recorded) {
      await warmUp(client, tool)
      await bare.together(queries)
      const sides = {
        tool: () => client.call(tool, neededArgs[tool] ?? {}),
        bare: () => bare.together(queries.map(asOfNow)),
      }
      const loseBeat = () => loseTheBeat(bare, queries)
      compared.push({ tool, queries: queries.length, ...(await inTurns(sides, { rounds, loseBeat })) })
    }
    return compared
  } finally {
    client.close()
    bare.close()
    await server.stop()
  }
}

type Side = () => Promise<number>

/**
 * Both sides in pairs, so that what slows the machine for a while slows both sides of a ratio; each of them first in every second
 * pair, as whoever comes second may find what the other one has warmed.
 */
async function inTurns(
  sides: { tool: Side; bare: Side },
  { rounds, loseBeat }: { rounds: number; loseBeat: () => Promise<void> },
): Promise<Pick<Compared, 'toolMs' | 'bareMs' | 'ratio'>> {
  const pairs: { toolFirst: boolean; toolMs: number; bareMs: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const toolFirst = round % 2 === 0
    await loseBeat()
    const first = await (toolFirst ? sides.tool : sides.bare)()
    await loseBeat()
    const second = await (toolFirst ? sides.bare : sides.tool)()
    pairs.push({ toolFirst, toolMs: toolFirst ? first : second, bareMs: toolFirst ? second : first })
  }
  const ratioWhere = (first: boolean) =>
    median(pairs.filter(({ toolFirst }) => toolFirst === first).map(({ toolMs, bareMs }) => toolMs / bareMs))
  return {
    toolMs: median(pairs.map(({ toolMs }) => toolMs)),
    bareMs: median(pairs.map(({ bareMs }) => bareMs)),
    ratio: Math.sqrt(ratioWhere(true) * ratioWhere(false)),
  }
}

/**
 * Sends the queries once more at random, unmeasured: Prometheus collects its garbage every second or third time, which
 * in strict turns would always be the same side's.
 */
async function loseTheBeat(bare: BareClient, queries: readonly Recorded[]): Promise<void> {
  if (Math.random() < 0.5) await bare.together(queries.map(asOfNow))
}

function describeTools(remote: readonly Compared[], local: readonly Compared[]): BenchResult[] {
  return remote.map(({ tool, queries, toolMs, bareMs, ratio }) => {
    const near = local.find((one) => one.tool === tool)
    const beside = near === undefined ? '' : `; on loopback ${near.toolMs.toFixed(1)} and ${near.bareMs.toFixed(1)} ms`
    const note = `${toolMs.toFixed(1)} ms, its ${queries} queries at once ${bareMs.toFixed(1)} ms${beside}`
    const target = { atMost: isDiagnosing(tool) ? 1.3 : 1.15 }
    return { label: `${tool} beside its own queries`, value: ratio, unit: '×', target, note }
  })
}

function isEtcd(tool: string): boolean {
  return tool.startsWith('get_etcd_') && !isDiagnosing(tool)
}

async function together(prometheus: string, recorded: Queries): Promise<BenchResult> {
  const { note, ratio } = await measureTogether(prometheus, recorded)
  return {
    label: 'all etcd groups at once beside one query after another',
    value: ratio,
    unit: '×',
    target: { atLeast: 5 },
    note,
  }
}

/** What the deep drive saves against whoever sends its queries one after another. */
async function deepDriveInTurn(prometheus: string, recorded: Queries): Promise<BenchResult> {
  const names = [...recorded.keys()].filter((name) => name === deepDrive)
  const { note, ratio } = await measureTogether(prometheus, recorded, names)
  return { label: 'deep drive beside one query after another', value: ratio, unit: '×', target: { atLeast: 5 }, note }
}

async function togetherLocally(prometheus: string, recorded: Queries): Promise<BenchResult[]> {
  const { note, ratio } = await measureTogether(prometheus, recorded)
  return [{ label: 'the same on loopback', value: ratio, unit: '×', note }]
}

/** Tools called at once, all of etcd's unless some are named, against all their queries sent one by one. */
async function measureTogether(
  prometheus: string,
  recorded: Queries,
  names: readonly string[] = [...recorded.keys()].filter(isEtcd),
): Promise<{ ratio: number; note: string }> {
  const server = await startServer('etcd', prometheus)
  const client = toolClient(server.url)
  const bare: BareClient = bareClient(prometheus)
  const queries = names.flatMap((name) => [...(recorded.get(name) ?? [])])
  try {
    for (const name of names) await warmUp(client, name)
    await bare.oneByOne(queries.slice(0, 1))
    const pairs: [number, number][] = []
    for (let round = 0; round < 5; round++) {
      const begun = performance.now()
      await Promise.all(names.map((name) => client.call(name, {})))
      pairs.push([performance.now() - begun, await bare.oneByOne(queries.map(asOfNow))])
    }
    const [atOnce, oneByOne] = [median(pairs.map(([ms]) => ms)), median(pairs.map(([, ms]) => ms))]
    const note = `${names.length} tools ${atOnce.toFixed(0)} ms, their ${queries.length} queries in turn ${oneByOne.toFixed(0)} ms`
    return { ratio: median(pairs.map(([together, inTurn]) => inTurn / together)), note }
  } finally {
    client.close()
    bare.close()
    await server.stop()
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/client'
import { defineServer } from '@ocp-perf/analyzer'
import { type DumpSeries, dumpText, testContext } from '@ocp-perf/analyzer/testing'
import type { ServerDefinition } from '@ocp-perf/mcp-kit'
import { connectClient } from '@ocp-perf/mcp-kit/testing'
import type { TimeseriesContext } from '../context.ts'
import { withSources } from '../extend-context.ts'
import { createInfluxSources } from '../influx-sources.ts'
import { timeseries } from '../timeseries.ts'
import { createKernels } from '../work/kernels.ts'

export interface OpenServerOptions {
  /** What the Prometheus side holds: samples every 15 s up to `end`. */
  series?: readonly DumpSeries[]
  /** Unix seconds of the newest sample. */
  end?: number
  scrapes?: number
  influxUrl?: string | undefined
  /** A Prometheus by its address, in place of the series. */
  prometheusUrl?: string | undefined
}

export interface OpenServer extends AsyncDisposable {
  client: Client
  /** What is served, for a transport of a test's own. */
  definition: ServerDefinition<TimeseriesContext>
  /** Unix seconds that count as now. */
  end: number
  call(
    tool: string,
    input?: Record<string, unknown>,
  ): Promise<{ text: string; data: Record<string, unknown>; isError: boolean }>
}

const everySeconds = 15

/** The whole server with a real MCP client, over samples in a file that are asked by real PromQL, and an InfluxDB at an address. */
export async function openServer(options: OpenServerOptions = {}): Promise<OpenServer> {
  const { series = [], scrapes = 241, influxUrl, prometheusUrl } = options
  const end = options.end ?? Math.floor(Date.now() / 60_000) * 60
  const folder = mkdtempSync(join(tmpdir(), 'timeseries-'))
  const file = join(folder, 'lab.om')
  writeFileSync(
    file,
    dumpText([{ name: 'up', labels: { job: 'a' }, value: 1 }, ...series], { end, scrapes, everySeconds }),
  )
  const clusters = [prometheusUrl === undefined ? { name: 'lab', file } : { name: 'lab' }]
  const influx = influxUrl === undefined ? [] : [{ name: 'influx', url: influxUrl, org: 'o', bucket: 'metrics' }]
  const context = withSources(
    testContext({ url: prometheusUrl ?? 'http://127.0.0.1:9', clusters }),
    createInfluxSources(influx, undefined),
    // A thread that runs sources takes seconds to begin; what it does has tests of its own.
    createKernels({ quickPoints: Number.POSITIVE_INFINITY }),
  )
  const definition = defineServer<TimeseriesContext>(timeseries, context)
  const client = await connectClient(definition)
  return {
    client,
    definition,
    end,
    call: async (name, input = {}) => {
      // The client itself checks the data against the tool's output schema.
      const { content, structuredContent, isError } = await client.callTool({ name, arguments: input })
      const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('\n')
      const data = typeof structuredContent === 'object' && structuredContent !== null ? { ...structuredContent } : {}
      return { text, data, isError: isError === true }
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await context.close()
      rmSync(folder, { recursive: true })
    },
  }
}

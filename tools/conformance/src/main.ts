import { parseArgs } from 'node:util'
import { AppError } from '@ocp-perf/errors'
import { createLogger } from '@ocp-perf/http'
import { serveFixture } from './fixture/serve-fixture.ts'
import { type Extent, requiredScenarios, shortcomings } from './requirements.ts'
import { type RunningServer, servers, startServer } from './servers.ts'
import { revisions, runSuite } from './suite.ts'

const usage = `Usage: pnpm conformance [--server NAME|URL]

Runs the MCP conformance suite against the fixture server, or the scenarios that apply to any server against a server
of this repository (${servers.map(({ name }) => name).join(', ')}) or the MCP endpoint at a URL.
`

interface Subject extends RunningServer {
  extent: Extent
}

async function open(server: string | undefined): Promise<Subject> {
  if (server === undefined) {
    const { url, close } = await serveFixture(createLogger({ name: 'fixture', level: 'error' }))
    return { url: `${url}/mcp`, stop: close, extent: 'scored' }
  }
  const own = servers.find(({ name }) => name === server)
  if (own !== undefined) {
    const { url, stop } = await startServer(own)
    return { url: `${url}/mcp`, stop, extent: 'any-server' }
  }
  if (URL.canParse(server)) return { url: server, stop: async () => {}, extent: 'any-server' }
  throw new AppError('invalid_input', `${server} is neither a server of this repository nor a URL.`, { hint: usage })
}

/** Prints each scenario that counts; true when nothing falls short. */
async function judge({ url, extent }: Subject): Promise<boolean> {
  let conforms = true
  for (const revision of revisions) {
    const [results, required] = await Promise.all([runSuite(url, revision), requiredScenarios(revision, extent)])
    process.stdout.write(`\n${revision}, ${required.length} scenarios\n`)
    for (const scenario of required) {
      const found = shortcomings(results, [scenario], extent)
      process.stdout.write(
        `${found.length === 0 ? '✓' : '✗'} ${scenario}\n${found.map((line) => `    ${line}\n`).join('')}`,
      )
      conforms &&= found.length === 0
    }
  }
  return conforms
}

const { values } = parseArgs({ options: { server: { type: 'string' }, help: { type: 'boolean' } } })
if (values.help) {
  process.stdout.write(usage)
} else {
  const subject = await open(values.server)
  try {
    process.exitCode = (await judge(subject)) ? 0 : 1
  } finally {
    await subject.stop()
  }
}

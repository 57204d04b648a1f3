import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError, nearNames } from '@ocp-perf/errors'
import { z } from 'zod'

/** A server that can be started: `etcd` is the program `etcd-analyzer`. */
export interface Server {
  name: string
  program: string
  /** The file that Node runs. */
  file: string
  description: string
  /** Whether it answers for a domain, which has causes and reports; a package says so by a keyword. */
  hasDomain: boolean
}

const ownSchema = z.object({ dependencies: z.record(z.string(), z.string()) })
const manifestSchema = z.object({
  description: z.string().default(''),
  bin: z.record(z.string(), z.string()).default({}),
  keywords: z.array(z.string()).default([]),
})

/** The program that works with the servers over MCP, and is none itself. */
const agentProgram = 'agent'

/** The program that serves the page and the agents. */
export function findAgent(): Server {
  const agent = findPrograms().find(({ program }) => program === agentProgram)
  if (agent === undefined) throw new AppError('not_found', 'The agent is not installed.', { hint: 'Run pnpm install.' })
  return agent
}

/** Every other program among what this one depends on is a server: a new one is an entry in package.json. */
export function findServers(): Server[] {
  return findPrograms().filter(({ program }) => program !== agentProgram)
}

/** The servers that answer for a domain. */
export function findDomainServers(): Server[] {
  return findServers().filter(({ hasDomain }) => hasDomain)
}

function findPrograms(): Server[] {
  const own = readManifest(new URL('../../package.json', import.meta.url), ownSchema)
  return Object.keys(own.dependencies)
    .filter((name) => name.startsWith('@ocp-perf/'))
    .flatMap(programsOf)
}

function programsOf(dependency: string): Server[] {
  const url = manifestUrl(dependency)
  if (url === undefined) return []
  const { bin, description, keywords } = readManifest(url, manifestSchema)
  return Object.entries(bin).map(([program, file]) => ({
    name: program.replace(/-analyzer$/, ''),
    program,
    file: join(dirname(fileURLToPath(url)), file),
    description,
    hasDomain: keywords.includes('domain'),
  }))
}

/** Packages that are libraries export no manifest, and run nothing. */
function manifestUrl(dependency: string): URL | undefined {
  try {
    return new URL(import.meta.resolve(`${dependency}/package.json`))
  } catch {
    return undefined
  }
}

function readManifest<T>(url: URL, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(url, 'utf8')))
}

/** The servers of these names, each once, `all` being all of them. Unknown names are `not_found` with what is near. */
export function chooseServers(names: readonly string[], servers: readonly Server[]): Server[] {
  if (names.includes('all')) return [...servers]
  const chosen = names.map((wanted) => {
    const found = servers.find(({ name, program }) => name === wanted || program === wanted)
    if (found !== undefined) return found
    const known = servers.map(({ name }) => name)
    const near = nearNames(wanted, known)
    throw new AppError('not_found', `There is no server ${JSON.stringify(wanted.slice(0, 60))}.`, {
      hint: near.length > 0 ? `Did you mean ${near.join(', ')}?` : `There is ${known.join(', ')}, and all.`,
    })
  })
  return [...new Set(chosen)]
}

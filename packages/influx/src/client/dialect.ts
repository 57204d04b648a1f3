import { AppError } from '@ocp-perf/errors'
import type { Flight, PromFetchResponse } from '@ocp-perf/promql'
import { z } from 'zod'
import type { InfluxHealth, InfluxSettings, InfluxVersion } from '../source.ts'
import { authorizationOf } from './authorize.ts'
import type { Caller } from './caller.ts'

const healthSchema = z.object({ version: z.string().optional(), name: z.string().optional() })

/** Asks `/ping`, then `/health`, which generation a server is of, and its release. */
export async function detectDialect(caller: Caller, settings: InfluxSettings, flight: Flight): Promise<InfluxHealth> {
  const ping = await ask('/ping')
  const said = versionOf(ping.release, ping.build)
  if (settings.version !== undefined) return { version: settings.version, release: ping.release }
  if (said !== undefined) return { version: said, release: ping.release }
  const health = await ask('/health')
  const version = versionOf(health.release, health.build)
  if (version !== undefined) return { version, release: health.release }
  throw new AppError('not_found', `${caller.server} does not say which InfluxDB it is.`, {
    hint: 'Check that the URL is that of InfluxDB; if a proxy hides it, set version (v1, v2 or v3) in config/influxdb.yaml.',
  })

  function ask(path: string) {
    const authorization = authorizationOf(settings, settings.version)
    return caller.call({ method: 'GET', path, authorization }, readVersion, flight)
  }
}

interface Said {
  release: string
  build: string
}

async function readVersion(response: PromFetchResponse): Promise<Said> {
  let body = ''
  for await (const chunk of response.body ?? []) {
    body += Buffer.from(chunk).toString('utf8')
    if (body.length > 64 * 1024) break
  }
  const health = healthSchema.safeParse(parseLoosely(body))
  const header = response.headers.get('x-influxdb-version')
  const release = header ?? (health.success ? health.data.version : undefined) ?? ''
  return { release: release.replace(/^v/, '').slice(0, 60), build: response.headers.get('x-influxdb-build') ?? '' }
}

function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // 1.x and 2.x answer /ping without a body; their headers tell the version.
    return undefined
  }
}

function versionOf(release: string, build: string): InfluxVersion | undefined {
  if (/^1\.\d/.test(release)) return 'v1'
  if (/^2\.\d/.test(release)) return 'v2'
  if (/^3\.\d/.test(release)) return 'v3'
  // InfluxDB Cloud counts its releases otherwise, and speaks the API of 2.x.
  return /cloud/i.test(build) ? 'v2' : undefined
}

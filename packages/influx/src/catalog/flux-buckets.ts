import { AppError } from '@ocp-perf/errors'
import type { Flight } from '@ocp-perf/promql'
import { z } from 'zod'
import type { Caller } from '../client/caller.ts'

const bucketsSchema = z.object({ buckets: z.array(z.object({ name: z.string() })) })

const pageSize = 100
const mostPages = 20

interface BucketsRequest {
  caller: Caller
  org: string | undefined
  authorization: string | undefined
}

/** The buckets of 2.x, page by page, without the server's own. */
export async function fluxBuckets({ caller, org, authorization }: BucketsRequest, flight: Flight): Promise<string[]> {
  const names: string[] = []
  for (let page = 0; page < mostPages; page++) {
    const parameters = new URLSearchParams({ limit: String(pageSize), offset: String(page * pageSize) })
    if (org !== undefined) parameters.set('org', org)
    const call = { method: 'GET', path: '/api/v2/buckets', parameters, authorization } as const
    const { buckets } = await caller.call(call, async ({ body }) => parse(body), flight)
    names.push(...buckets.map(({ name }) => name).filter((name) => !name.startsWith('_')))
    if (buckets.length < pageSize) break
  }
  return names.sort()
}

async function parse(body: AsyncIterable<Uint8Array> | null): Promise<z.infer<typeof bucketsSchema>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body ?? []) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return bucketsSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('upstream', 'The list of buckets cannot be read.', { hint: 'Check the URL of InfluxDB.', cause })
  }
}

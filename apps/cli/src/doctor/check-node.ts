import { readFileSync } from 'node:fs'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'

const manifestSchema = z.object({
  engines: z.object({ node: z.string().regex(/^>=\d+\.\d+$/) }),
})

/** Refuses a version of Node that is older than the product's package.json wants. */
export function checkNode(version: string): void {
  const oldest = oldestNode()
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [least = 0, leastMinor = 0] = oldest.split('.').map(Number)
  if (major > least || (major === least && minor >= leastMinor)) return
  throw new AppError('invalid_input', `${version} is too old.`, { hint: `Install Node ${oldest} or later.` })
}

function oldestNode(): string {
  const url = new URL('../../../../package.json', import.meta.url)
  const { engines } = manifestSchema.parse(JSON.parse(readFileSync(url, 'utf8')))
  return engines.node.replace('>=', '')
}

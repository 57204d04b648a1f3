import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { repositoryRoot } from '../machine/paths.ts'

const config = join(repositoryRoot, 'config')
// Whether a target answers, which every reader of a recording asks first.
const always = ['up']
const expressions: ReadonlySet<string> = new Set(['query', 'fallback'])

/**
 * The metric names that expressions of the catalog and of the platform profiles read. In them each name stands before
 * its selector's brace.
 */
export function catalogFamilies(): ReadonlySet<string> {
  const found = new Set(always)
  for (const folder of ['metrics', 'profiles']) {
    for (const file of readdirSync(join(config, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.ya?ml$/.test(file)) continue
      const content: unknown = parse(readFileSync(join(config, folder, file), 'utf8'))
      for (const expression of expressionsIn(content)) for (const name of namesIn(expression)) found.add(name)
    }
  }
  return found
}

function expressionsIn(content: unknown): string[] {
  if (Array.isArray(content)) return content.flatMap(expressionsIn)
  if (typeof content !== 'object' || content === null) return []
  return Object.entries(content).flatMap(([key, value]) =>
    typeof value === 'string' && expressions.has(key) ? [value] : expressionsIn(value),
  )
}

function namesIn(expression: string): string[] {
  const code = expression.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  return [...code.matchAll(/([a-zA-Z_:][a-zA-Z0-9_:]*)\s*\{/g)].map(([, name = '']) => name)
}

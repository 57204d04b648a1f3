import { readdir } from 'node:fs/promises'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { AnyTool } from './tool.ts'

const toolShape = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  effect: z.enum(['read', 'write', 'destructive']),
  input: z.instanceof(z.ZodObject),
  output: z.instanceof(z.ZodObject),
  run: z.function(),
  summarize: z.function(),
})

/**
 * Reads a folder of tools: each `.js` (or, from sources, `.ts`) file has one tool as its default export and is named
 * after it (`get-server-health.ts` holds `get_server_health`). Sorted by name. Throws `invalid_input` naming the file.
 */
export async function loadTools<Context>(folder: URL): Promise<AnyTool<Context>[]> {
  const files = (await readdir(folder)).filter((file) => /(?<!\.d|\.test)\.[jt]s$/.test(file)).sort()
  if (files.length === 0) throw wrongFile(folder.pathname, 'holds no tools')
  return Promise.all(files.map((file) => loadTool<Context>(new URL(file, folder), file)))
}

async function loadTool<Context>(url: URL, file: string): Promise<AnyTool<Context>> {
  const { default: tool }: { default?: unknown } = await import(url.href)
  if (!isTool<Context>(tool)) throw wrongFile(file, 'has no tool as its default export')
  const expected = file.replace(/\.[jt]s$/, '').replaceAll('-', '_')
  if (tool.name !== expected) throw wrongFile(file, `holds the tool ${tool.name}, not ${expected}`)
  return tool
}

function isTool<Context>(value: unknown): value is AnyTool<Context> {
  return toolShape.safeParse(value).success
}

function wrongFile(file: string, problem: string): AppError {
  return new AppError('invalid_input', `${file} ${problem}.`, {
    hint: 'Each file of the folder exports one tool(...) as its default and is named after it, with dashes.',
  })
}

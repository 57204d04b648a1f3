import { AppError } from '@ocp-perf/errors'
import type { ToolAnswer } from '../servers.ts'
import { faultOfResult } from './fault-of.ts'
import type { ServerLink, Used } from './server-link.ts'

interface Limits {
  signal: AbortSignal
  /** Milliseconds. */
  timeout: number
}

/** Calls a tool of one server. Where the connection turns out to be dead, a tool that only reads is called once more. */
export async function callOn(
  link: ServerLink,
  tool: string,
  args: Readonly<Record<string, unknown>>,
  { signal, timeout }: Limits,
): Promise<ToolAnswer> {
  const once = () =>
    link.use(signal, (client, either) =>
      client.callTool({ name: tool, arguments: { ...args } }, { signal: either, timeout }),
    )
  const reads = link.tools().some(({ name, read_only }) => name === tool && read_only)
  const again = reads && link.health().state === 'up'
  const began = performance.now()
  const used = await twiceWhereLost(once, again)
  const face = { server: link.entry.name, ms: Math.round(performance.now() - began) }
  if (!used.ok) {
    const { message, hint } = used.fault
    return { ...face, ok: false, text: `${message} ${hint ?? ''}`.trim(), data: undefined, fault: used.fault }
  }
  const { content, structuredContent, isError, _meta: meta } = used.result
  const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  const failed = isError === true
  return { ...face, ok: !failed, text, data: structuredContent, fault: failed ? faultOfResult(meta, text) : undefined }
}

/** Reads a resource of one server as JSON. */
export async function readOn(link: ServerLink, uri: string, { signal, timeout }: Limits): Promise<Used<unknown>> {
  return await twiceWhereLost(
    () =>
      link.use(signal, async (client, either): Promise<unknown> => {
        const { contents } = await client.readResource({ uri }, { signal: either, timeout })
        return parseJson(uri, contents.flatMap((part) => ('text' in part ? [part.text] : [])).join(''))
      }),
    link.health().state === 'up',
  )
}

async function twiceWhereLost<Result>(once: () => Promise<Used<Result>>, again: boolean): Promise<Used<Result>> {
  const used = await once()
  return !used.ok && used.lost && again ? await once() : used
}

function parseJson(uri: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('upstream', `What was read from ${uri.slice(0, 100)} is no JSON.`, { cause })
  }
}

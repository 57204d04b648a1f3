import type { ToolMessage } from '@langchain/core/messages'
import { z } from 'zod'
import type { ToolRun } from '../analyst/run/create-runner.ts'
import type { Desk } from './desk.ts'
import { toolMessage } from './messages.ts'
import type { Reply, WantedCall } from './model/open-model.ts'
import { findToolsName } from './toolbox.ts'

interface Called {
  message: ToolMessage
  run: ToolRun | undefined
  /** Nodes that it was asked about. */
  nodes: readonly string[]
}

const nodesSchema = z.object({ nodes: z.array(z.string()) })

/** Calls all that the model wants at once. Each call has its answer, whatever came of it. */
export function callTools({ calls }: Reply, desk: Desk): Promise<Called[]> {
  return Promise.all(calls.map((call) => callTool(call, desk)))
}

async function callTool({ id, name, args }: WantedCall, { toolbox, runner, fence }: Desk): Promise<Called> {
  const told = (text: string): Called => ({ message: toolMessage(id, name, text), run: undefined, nodes: [] })
  if (args === undefined) return told('Not called: the arguments are no JSON object. Write them again, whole.')
  if (name === findToolsName) return told(toolbox.find(args))
  const tool = toolbox.get(name)
  if (tool === undefined) return told(toolbox.unknown(name))
  const run = await runner.run({ tool, args })
  if (run === undefined) return told('Not called: no more tools can be called for this answer.')
  const { ok, text } = run.answer
  const nodes = nodesSchema.safeParse(args)
  return {
    message: toolMessage(id, name, fence.around(ok ? text : `Failed: ${text}`)),
    run,
    nodes: nodes.success ? nodes.data.nodes : [],
  }
}

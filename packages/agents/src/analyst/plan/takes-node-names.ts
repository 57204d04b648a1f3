import { z } from 'zod'
import type { AgentTool } from '../../contract/index.ts'

const nodesSchema = z.object({ properties: z.object({ nodes: z.object({ type: z.literal('array') }) }) })

/** Whether a tool can be asked about some nodes by name; others take a choice of nodes under the same word. */
export function takesNodeNames({ input_schema: schema }: AgentTool): boolean {
  return nodesSchema.safeParse(schema).success
}

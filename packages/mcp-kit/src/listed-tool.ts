import { inputJsonSchema, type JsonSchema, outputJsonSchema } from './json-schema.ts'
import type { AnyTool, Effect } from './tool.ts'

/** A tool as clients are told of it. */
export interface ListedTool {
  name: string
  title: string
  description: string
  inputSchema: JsonSchema
  outputSchema: JsonSchema
  annotations: { readOnlyHint: boolean; destructiveHint?: boolean; openWorldHint: boolean }
}

// Nothing here reaches beyond the clusters that the server was configured with.
const annotationsOf: Readonly<Record<Effect, ListedTool['annotations']>> = {
  read: { readOnlyHint: true, openWorldHint: false },
  write: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  destructive: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
}

/** The public face of a tool. Its schemas are converted once, however often it is listed. */
export function listTool<Context>({ name, title, description, effect, input, output }: AnyTool<Context>): ListedTool {
  return {
    name,
    title,
    description,
    inputSchema: inputJsonSchema(input),
    outputSchema: outputJsonSchema(output),
    annotations: annotationsOf[effect],
  }
}

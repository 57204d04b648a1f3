import type { z } from 'zod'

/** What a tool does to the world; the MCP hints follow from it and from nothing else. */
export type Effect = 'read' | 'write' | 'destructive'

/** What a running call may use beside its context. */
export interface Call {
  /** Tells a client that asked for progress how far the work is; costs nothing when it did not. */
  progress(done: number, total: number, message?: string): void
  /** Who is calling, where the server asks. */
  subject?: string | undefined
}

/** A document that an answer points at and that can be read as a resource of the same server. */
export interface ResourceLink {
  uri: string
  name: string
  title?: string | undefined
  description?: string | undefined
  mimeType?: string | undefined
  /** Bytes. */
  size?: number | undefined
}

/** A tool: one question, one file. `run` returns data, `summarize` the text; each must stand alone. */
export interface Tool<Context, Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  name: string
  title: string
  /** When to call it, for a model that has only this to choose by. */
  description: string
  effect: Effect
  /**
   * Becomes strict: unknown arguments are refused by name. A transform may throw an `AppError`, which the client reads
   * as it is.
   */
  input: Input
  /** The result is parsed by it; what it does not name never leaves the server. */
  output: Output
  /** How long a call may take in all; one minute unless given. */
  timeLimitMs?: number | undefined
  run(input: z.output<Input>, context: Context, signal: AbortSignal, call: Call): Promise<z.output<Output>>
  summarize(output: z.output<Output>): string
  /** How many tokens the text may have at most, for an answer to many questions at once; 1,500 unless given. */
  textTokens?: number | undefined
  /** The documents that the answer points at; they follow the text. */
  links?(output: z.output<Output>): readonly ResourceLink[]
}

/** A tool whose schemas are known only at run time, as a server holds it. */
// biome-ignore lint/suspicious/noExplicitAny: variance over input and output is what a list of different tools erases.
export type AnyTool<Context> = Tool<Context, any, any>

/** Gives `tool(...)` for one context type, so that a tool file infers everything from its schemas. */
export function toolFor<Context>() {
  return <Input extends z.ZodObject, Output extends z.ZodObject>(
    definition: Tool<Context, Input, Output>,
  ): Tool<Context, Input, Output> => definition
}

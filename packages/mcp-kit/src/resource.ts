/** A document that a server offers beside its tools; `uri` may be an RFC 6570 template. */
export interface Resource<Context> {
  name: string
  title: string
  description: string
  uri: string
  mimeType: string
  /** `variables` holds the template's values. Returns the text. */
  read(variables: Readonly<Record<string, string>>, context: Context, signal: AbortSignal): Promise<string>
  /** Completions of the template's variables, by name. */
  complete?: Readonly<
    Record<string, (typed: string, context: Context) => readonly string[] | Promise<readonly string[]>>
  >
}

/** A server before it listens anywhere. */
export interface ServerDefinition<Context> {
  /** Identifies the server in MCP and in logs: `etcd-analyzer`. */
  name: string
  title: string
  version: string
  /** How a model should use this server, in a few sentences. */
  instructions: string
  tools: readonly import('./tool.ts').AnyTool<Context>[]
  resources?: readonly Resource<Context>[] | undefined
  context: Context
}

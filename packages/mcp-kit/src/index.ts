export { sizeHeapForLargeReplies } from './heap-limits.ts'
export { loadTools } from './load-tools.ts'
export { errorMetaKey } from './mcp-tools.ts'
export type { Prompt, PromptArgument } from './prompt.ts'
export type { Resource, TypedBytes, TypedText } from './resource.ts'
export { type HttpOptions, type SessionLimits, serveHttp } from './serve-http.ts'
export { type StdioOptions, serveStdio } from './serve-stdio.ts'
export type { AroundCall, ServerDefinition } from './server-definition.ts'
export { type AnyTool, type Call, type Effect, type ResourceLink, type Tool, toolFor } from './tool.ts'
export {
  createToolRunner,
  type RunnerOptions,
  type ToolCall,
  type ToolOutcome,
  type ToolRunner,
} from './tool-runner.ts'

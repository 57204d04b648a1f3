import { type AnyTool, loadTools, type Resource, type ServerDefinition } from '@ocp-perf/mcp-kit'
import type { AnalyzerContext } from './context.ts'
import { recordCalls } from './history/record-calls.ts'
import { reportResource } from './reports/report-resource.ts'
import { catalogResources } from './resources/catalog-resources.ts'
import { pointsResource } from './resources/points-resource.ts'

/** The tools that every analyzer has beside its own. */
export function loadSharedTools(): Promise<AnyTool<AnalyzerContext>[]> {
  return loadTools<AnalyzerContext>(new URL('./shared-tools/', import.meta.url))
}

const sharedResources: readonly Resource<AnalyzerContext>[] = [...catalogResources, pointsResource, reportResource]

/** What a server is made of before it listens anywhere. */
export type Definable<Context extends AnalyzerContext> = Pick<
  ServerDefinition<Context>,
  'name' | 'title' | 'version' | 'instructions' | 'tools' | 'prompts' | 'resources'
>

/** A domain's server with the shared tools and resources, before it listens anywhere. */
export async function defineAnalyzer(
  analyzer: Definable<AnalyzerContext>,
  context: AnalyzerContext,
): Promise<ServerDefinition<AnalyzerContext>> {
  const tools = [...(await loadSharedTools()), ...analyzer.tools]
  const resources = [...sharedResources, ...(analyzer.resources ?? [])]
  return { ...defineServer({ ...analyzer, tools, resources }, context), around: recordCalls }
}

/** A server over clusters that has its own tools and resources alone. */
export function defineServer<Context extends AnalyzerContext>(
  { name, title, version, instructions, tools, prompts, resources }: Definable<Context>,
  context: Context,
): ServerDefinition<Context> {
  return { name, title, version, instructions, tools, prompts, resources, context }
}

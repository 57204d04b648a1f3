import { type AnyTool, loadTools, type ServerDefinition } from '@ocp-perf/mcp-kit'
import type { AnalyzerContext } from './context.ts'
import { recordCalls } from './history/record-calls.ts'
import { reportResource } from './reports/report-resource.ts'
import { catalogResources } from './resources/catalog-resources.ts'
import { pointsResource } from './resources/points-resource.ts'

/** The tools that every analyzer has beside its own. */
export function loadSharedTools(): Promise<AnyTool<AnalyzerContext>[]> {
  return loadTools<AnalyzerContext>(new URL('./shared-tools/', import.meta.url))
}

/** A domain's server with the shared tools and resources, before it listens anywhere. */
export async function defineAnalyzer(
  analyzer: Pick<
    ServerDefinition<AnalyzerContext>,
    'name' | 'title' | 'version' | 'instructions' | 'tools' | 'prompts'
  >,
  context: AnalyzerContext,
): Promise<ServerDefinition<AnalyzerContext>> {
  const { name, title, version, instructions, tools, prompts } = analyzer
  return {
    name,
    title,
    version,
    instructions,
    tools: [...(await loadSharedTools()), ...tools],
    prompts,
    resources: [...catalogResources, pointsResource, reportResource],
    context,
    around: recordCalls,
  }
}

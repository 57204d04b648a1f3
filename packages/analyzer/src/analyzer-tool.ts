import { toolFor } from '@ocp-perf/mcp-kit'
import type { AnalyzerContext } from './context.ts'

/** Declares a tool of an analyzer: its context is known, everything else is inferred from its schemas. */
export const tool = toolFor<AnalyzerContext>()

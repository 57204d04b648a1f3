import type { AnyTool, Call, Tool } from '@ocp-perf/mcp-kit'
import type { z } from 'zod'
import type { SeriesSet } from './ask/series-set.ts'
import type { TimeseriesContext } from './context.ts'
import type { FullTable } from './full/full-table.ts'
import { fullUri } from './full/full-uri.ts'

/** A tool over series: computed once, presented in short, and had in full behind a link. */
interface SeriesToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject, Result extends Computed>
  extends Omit<Tool<TimeseriesContext, Input, Output>, 'run' | 'effect' | 'links'> {
  compute(input: z.output<Input>, context: TimeseriesContext, signal: AbortSignal, call?: Call): Promise<Result>
  /** The answer; `uri` is where the whole result can be had. */
  present(result: Result, input: z.output<Input>, uri: string | null): z.output<Output>
  table(result: Result): FullTable
}

/** What a computation was about. */
interface Computed {
  sets: readonly SeriesSet[]
}

/** A tool whose whole result can be had as a table. */
export interface SeriesTool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject>
  extends Tool<TimeseriesContext, Input, Output> {
  whole(input: z.output<Input>, context: TimeseriesContext, signal: AbortSignal): Promise<FullTable>
}

/** Declares a tool over series. */
export function seriesTool<
  Input extends z.ZodObject,
  Output extends z.ZodObject<{ uri: z.ZodType<string | null> }>,
  Result extends Computed,
>(definition: SeriesToolDefinition<Input, Output, Result>): SeriesTool<Input, Output> {
  const { compute, present, table, ...face } = definition
  return {
    ...face,
    effect: 'read',
    run: async (input, context, signal, call) => {
      const result = await compute(input, context, signal, call)
      return present(result, input, fullUri(face.name, absolute(input, result.sets)))
    },
    links: (output) =>
      output.uri === null
        ? []
        : [{ uri: output.uri, name: `${face.name} in full`, mimeType: 'application/json', title: 'Whole result' }],
    whole: async (input, context, signal) => table(await compute(input, context, signal)),
  }
}

export function isSeriesTool(tool: AnyTool<TimeseriesContext>): tool is SeriesTool {
  return 'whole' in tool && typeof tool.whole === 'function'
}

/** The same question with the window that it turned out to be about, so that it means the same later. */
function absolute(input: Record<string, unknown>, sets: readonly SeriesSet[]): Record<string, unknown> {
  const asked = sets.find(({ kind }) => kind === 'prometheus')
  const { duration: _, ...rest } = input
  if (asked === undefined) return rest
  const { start, end, step } = asked.window
  const window =
    step === null ? { end_time: String(end) } : { start_time: String(start), end_time: String(end), step: `${step}s` }
  return { ...rest, cluster: asked.source, ...window }
}

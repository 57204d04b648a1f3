import { readFileSync } from 'node:fs'
import { chartSchema, toolSchema } from '@ocp-perf/agents/contract'
import { diagnosisSchema, levelWalkSchema, panelResultSchema } from '@ocp-perf/panel'
import { z } from 'zod'

const answerOf = <Data extends z.ZodType>(data: Data) => z.object({ text: z.string(), data })

const sampleSchema = z.object({
  diagnoses: z.record(z.string(), answerOf(diagnosisSchema)),
  levels: answerOf(levelWalkSchema),
  panels: z.record(z.string(), answerOf(panelResultSchema)),
  charts: z.record(z.string(), chartSchema),
  tools: z.array(toolSchema),
})

/** What the three domain servers answered about a simulated cluster with one slow disk. */
export const sample = sampleSchema.parse(
  JSON.parse(readFileSync(new URL('__fixtures__/slow-disk.json', import.meta.url), 'utf8')),
)

/** A thing of the sample that is known to be there. */
export function known<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name]
  if (value === undefined) throw new Error(`the sample has no ${name}`)
  return value
}

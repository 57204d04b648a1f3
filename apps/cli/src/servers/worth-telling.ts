import { z } from 'zod'

const lineSchema = z.looseObject({
  level: z.number(),
  msg: z.string().default(''),
  /** The tool that was called, where the line is about a call. */
  tool: z.string().optional(),
  err: z.looseObject({ message: z.string() }).optional(),
})
const warnLevel = 40

/**
 * What a person at a terminal reads of a line of a server's log: warnings and worse, in words. A line that is no JSON is
 * written for people as it is.
 */
export function worthTelling(line: string): string | undefined {
  const parsed = readLine(line)
  if (parsed === undefined) return line
  const { level, msg, tool, err } = parsed
  if (level < warnLevel) return undefined
  return [...(tool === undefined ? [] : [tool]), err === undefined ? msg : err.message].join(': ')
}

function readLine(line: string) {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data
  } catch {
    // What is no JSON is no log line.
    return undefined
  }
}

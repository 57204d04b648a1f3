export const fullTemplate = 'timeseries://full/{tool}{?input,format}'

/** Larger arguments are no link any more that a client would follow. */
const longestUri = 8_000

/** The address of a tool's whole result for these arguments, whose window must be absolute; null where it would be too long. */
export function fullUri(tool: string, input: Readonly<Record<string, unknown>>): string | null {
  const uri = `timeseries://full/${tool}?input=${encodeURIComponent(JSON.stringify(input))}`
  return uri.length > longestUri ? null : uri
}

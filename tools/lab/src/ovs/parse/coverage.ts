/**
 * Totals since the program's start by event, of `coverage/show`. An event that never happened is not in it, which the last
 * line only counts.
 */
export function parseCoverage(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...text.matchAll(/^(\S+)\s.*\stotal: (\d+)$/gm)].map(([, event = '', total]) => [event, Number(total)]),
  )
}

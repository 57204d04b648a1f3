/** OpenFlow flows of a bridge, of `dump-aggregate`; `undefined` where the reply does not tell. */
export function parseFlowCount(text: string): number | undefined {
  const count = /\bflow_count=(\d+)/.exec(text)?.[1]
  return count === undefined ? undefined : Number(count)
}

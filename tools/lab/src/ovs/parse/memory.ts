/** What a program holds, of `memory/show`: `handlers:1 udpif keys:4`. A name may be of two words. */
export function parseMemory(text: string): ReadonlyMap<string, number> {
  return new Map([...text.matchAll(/(\S[^:]*):(\d+)(?:\s|$)/g)].map(([, name = '', count]) => [name, Number(count)]))
}

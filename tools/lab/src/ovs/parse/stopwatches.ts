/** One part of a program's loop, in seconds. */
export interface Stopwatch {
  samples: number
  maximum: number
  minimum: number
  percentile95: number
  shortTermAverage: number
  longTermAverage: number
}

/** Every part that `stopwatch/show` tells of, which tells milliseconds. */
export function parseStopwatches(text: string): ReadonlyMap<string, Stopwatch> {
  const blocks = text.matchAll(/^Statistics for '(.+)'$((?:\n {2}.+)+)/gm)
  return new Map([...blocks].map(([, name = '', block = '']) => [name, readBlock(block)]))
}

function readBlock(block: string): Stopwatch {
  const figure = (name: string) => Number(new RegExp(`^ {2}${name}: ([\\d.]+)`, 'm').exec(block)?.[1])
  const seconds = (name: string) => figure(name) / 1000
  return {
    samples: figure('Total samples'),
    maximum: seconds('Maximum'),
    minimum: seconds('Minimum'),
    percentile95: seconds('95th percentile'),
    shortTermAverage: seconds('Short term average'),
    longTermAverage: seconds('Long term average'),
  }
}

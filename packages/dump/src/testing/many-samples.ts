import { closeSync, openSync, writeSync } from 'node:fs'

const samplesOfSeries = 1_000
const idWidth = 6
const name = 'node_cpu_seconds_total{cpu="'
const between = '",mode="idle"} '

/**
 * Writes a dump of that many samples, a thousand in each series, as promtool does. One series is printed and stamped with
 * each number, which is much faster than printing all.
 */
export function writeManySamples(path: string, count: number): void {
  const line = (at: number) => {
    const value = (at * 7.125 + 0.001 * at).toFixed(3)
    return `${name}${'0'.repeat(idWidth)}${between}${value} ${1_795_000_000 + at * 30}.500\n`
  }
  const lines = Array.from({ length: samplesOfSeries }, (_, at) => line(at))
  const block = Buffer.from(lines.join(''))
  const places: number[] = []
  let start = 0
  for (const { length } of lines) {
    places.push(start + name.length)
    start += length
  }
  const file = openSync(path, 'w')
  try {
    for (let series = 0; series < count / samplesOfSeries; series++) {
      const id = String(series).padStart(idWidth, '0')
      for (const place of places) block.write(id, place, 'latin1')
      writeSync(file, block)
    }
    writeSync(file, '# EOF\n')
  } finally {
    closeSync(file)
  }
}

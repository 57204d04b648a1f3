import { readdirSync } from 'node:fs'
import { type Bench, type BenchResult, meetsTarget } from './bench.ts'
import { withLab } from './with-lab.ts'

const wanted = process.argv.slice(2)

async function loadBenches(): Promise<Bench[]> {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.bench.ts'))
  const modules = await Promise.all(files.sort().map((file) => import(new URL(file, import.meta.url).href)))
  const benches: Bench[] = modules.flatMap((module) => Object.values(module))
  const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name))
  if (unknown.length > 0) {
    throw new Error(`No bench named ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}.`)
  }
  return wanted.length === 0 ? benches : benches.filter(({ name }) => wanted.includes(name))
}

function line(result: BenchResult): string {
  const { label, value, unit, target, note } = result
  const figure = `${Number(value.toPrecision(3))} ${unit}`
  const limit =
    target?.atLeast !== undefined ? `≥ ${target.atLeast}` : target?.atMost !== undefined ? `≤ ${target.atMost}` : ''
  const mark = target === undefined ? ' ' : meetsTarget(result) ? '✓' : '✗'
  return `${mark} ${label.padEnd(58)} ${figure.padStart(14)}  ${limit.padEnd(10)} ${note ?? ''}`.trimEnd()
}

const benches = await loadBenches()
const missed: BenchResult[] = []
const measure = async () => {
  for (const bench of benches) {
    process.stdout.write(`\n${bench.name}\n`)
    for (const result of await bench.run()) {
      process.stdout.write(`${line(result)}\n`)
      if (!meetsTarget(result)) missed.push(result)
    }
  }
}
await (benches.some(({ needsLab }) => needsLab) ? withLab(measure) : measure())
if (missed.length > 0) {
  process.stdout.write(`\n${missed.length} missed: ${missed.map(({ label }) => label).join('; ')}\n`)
  process.exitCode = 1
}

import { readdirSync } from 'node:fs'
import type { Bench } from './bench.ts'
import { createPrinter } from './print-results.ts'
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

const benches = await loadBenches()
const printer = createPrinter((text) => process.stdout.write(text))
const measure = async () => {
  for (const bench of benches) printer.print(bench.name, await bench.run())
}
await (benches.some(({ needsLab }) => needsLab) ? withLab(measure) : measure())
process.exitCode = printer.close()

import { type BenchResult, meetsTarget } from './bench.ts'

/** Writes figures as they come, and in the end which of them missed their target. */
export function createPrinter(write: (text: string) => void) {
  const missed: BenchResult[] = []
  return {
    print(name: string, results: readonly BenchResult[]): void {
      write(`\n${name}\n`)
      for (const result of results) write(`${line(result)}\n`)
      missed.push(...results.filter((result) => !meetsTarget(result)))
    },
    /** The exit code: 1 where a target was missed. */
    close(): number {
      if (missed.length === 0) return 0
      write(`\n${missed.length} missed: ${missed.map(({ label }) => label).join('; ')}\n`)
      return 1
    },
  }
}

function line(result: BenchResult): string {
  const { label, value, unit, target, note } = result
  const figure = `${Number(value.toPrecision(3))} ${unit}`
  const limit =
    target?.atLeast !== undefined ? `≥ ${target.atLeast}` : target?.atMost !== undefined ? `≤ ${target.atMost}` : ''
  const mark = target === undefined ? ' ' : meetsTarget(result) ? '✓' : '✗'
  return `${mark} ${label.padEnd(58)} ${figure.padStart(14)}  ${limit.padEnd(10)} ${note ?? ''}`.trimEnd()
}

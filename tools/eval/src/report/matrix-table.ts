import { type Summary, sortCauses } from '../judge/summary.ts'

/** The confusion matrix as rows of cells: what was so downward, what was named first to the right. */
export function matrixRows(matrix: Summary['matrix']): string[][] {
  const got = sortCauses([...matrix.values()].flatMap((row) => [...row.keys()]))
  const columns = got.map((_, index) => columnName(index))
  return [
    ['was so', ...columns],
    ...[...matrix].map(([expected, row]) => [
      expected,
      ...got.map((cause) => {
        const count = row.get(cause) ?? 0
        return count === 0 ? '·' : String(count)
      }),
    ]),
    ...got.map((cause, index) => [`${columnName(index)} = ${cause}`]),
  ]
}

/** Causes have long names, so that columns carry letters: a, b … z, aa. */
function columnName(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26))
  return index < 26 ? letter : `${columnName(Math.floor(index / 26) - 1)}${letter}`
}

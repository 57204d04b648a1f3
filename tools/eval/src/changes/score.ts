/** What people marked: for each annotator the first samples of new levels; none where they saw no change. */
export type Annotations = readonly (readonly number[])[]

/** A mark counts as found where a change is at most so many samples away. */
const margin = 5

/**
 * F1 against several annotators, as the benchmark of the Turing change point data set has it: precision holds what was found
 * against the marks of all together, recall is the mean over annotators, and the start of the series counts as marked and
 * as found, so that "no change" has a score.
 *
 * Van den Burg and Williams (2020), An evaluation of change point detection algorithms, arXiv 2003.06222, section 4.
 */
export function f1(annotations: Annotations, found: readonly number[]): number {
  const predicted = withStart(found)
  const everyMark = withStart(annotations.flat())
  const precision = countFound(everyMark, predicted) / predicted.length
  const recalls = annotations.map(withStart).map((marks) => countFound(marks, predicted) / marks.length)
  const recall = recalls.reduce((sum, each) => sum + each, 0) / recalls.length
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

/**
 * Covering (same source, after Arbelaez et al. 2010): for each stretch of an annotator the best overlap (intersection over
 * union) with a stretch found, weighed by its length; the mean over annotators.
 */
export function covering(annotations: Annotations, found: readonly number[], length: number): number {
  const stretches = stretchesOf(found, length)
  const covers = annotations.map((marks) =>
    stretchesOf(marks, length).reduce(
      (sum, own) => sum + ((own.to - own.from) / length) * Math.max(...stretches.map((other) => overlap(own, other))),
      0,
    ),
  )
  return covers.reduce((sum, each) => sum + each, 0) / covers.length
}

/** Each place found serves one mark alone: the first, ascending, that has it nearest. */
function countFound(marks: readonly number[], predicted: readonly number[]): number {
  const free = new Set(predicted)
  let count = 0
  for (const mark of marks) {
    const near = [...free].filter((place) => Math.abs(place - mark) <= margin)
    const [nearest] = near.sort((a, b) => Math.abs(a - mark) - Math.abs(b - mark) || a - b)
    if (nearest === undefined) continue
    free.delete(nearest)
    count++
  }
  return count
}

function withStart(places: readonly number[]): number[] {
  return [...new Set([0, ...places])].sort((a, b) => a - b)
}

interface Stretch {
  from: number
  to: number
}

function stretchesOf(places: readonly number[], length: number): Stretch[] {
  const starts = withStart(places.filter((place) => place > 0 && place < length))
  return starts.map((from, each) => ({ from, to: starts[each + 1] ?? length }))
}

function overlap(a: Stretch, b: Stretch): number {
  const shared = Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))
  return shared / (a.to - a.from + (b.to - b.from) - shared)
}

/*
 * A binary heap of indices, moved exactly as Go's container/heap moves them: which of several equal values Prometheus
 * keeps depends on it.
 */

export type Before = (a: number, b: number) => boolean

/** Adds one at the end and lets it rise. */
export function pushHeap(heap: number[], item: number, before: Before): void {
  heap.push(item)
  let child = heap.length - 1
  while (child > 0) {
    const parent = (child - 1) >> 1
    if (!isBefore(heap, child, parent, before)) break
    swap(heap, child, parent)
    child = parent
  }
}

/** Puts another in the place of the first and lets it sink. */
export function replaceFirst(heap: number[], item: number, before: Before): void {
  heap[0] = item
  let parent = 0
  for (;;) {
    const left = 2 * parent + 1
    if (left >= heap.length) return
    const right = left + 1
    const child = right < heap.length && isBefore(heap, right, left, before) ? right : left
    if (!isBefore(heap, child, parent, before)) return
    swap(heap, child, parent)
    parent = child
  }
}

function isBefore(heap: readonly number[], a: number, b: number, before: Before): boolean {
  return before(heap[a] ?? 0, heap[b] ?? 0)
}

function swap(heap: number[], a: number, b: number): void {
  const kept = heap[a] ?? 0
  heap[a] = heap[b] ?? 0
  heap[b] = kept
}

/** Something in memory that can be made again. */
interface Droppable {
  bytes: number
  drop: () => void
}

export interface Recency {
  /** Says that it is used now; what was used longest ago is dropped when all takes too much. */
  use(one: Droppable): void
}

export function createRecency(maxBytes: number): Recency {
  const held = new Set<Droppable>()
  let bytes = 0
  return {
    use(one) {
      if (!held.delete(one)) bytes += one.bytes
      held.add(one)
      for (const oldest of held) {
        if (bytes <= maxBytes || oldest === one) break
        held.delete(oldest)
        bytes -= oldest.bytes
        oldest.drop()
      }
    },
  }
}

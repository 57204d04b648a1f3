/** Numbers of an unknown count, as one typed array. */
export interface GrowingFloats {
  readonly length: number
  push(value: number): void
  /** A view until the next `push`. */
  view(): Float64Array
}

export function createGrowingFloats(): GrowingFloats {
  let values = new Float64Array(16)
  let length = 0
  return {
    get length() {
      return length
    },
    push(value) {
      if (length === values.length) {
        const larger = new Float64Array(length * 2)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    view: () => values.subarray(0, length),
  }
}

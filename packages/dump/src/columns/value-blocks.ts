/** Gives out exact-size columns cut from large blocks: thousands of small buffers would cost more than their samples. */
export interface ValueBlocks {
  /** A copy of the first `length` values. */
  copy(values: Float64Array, length: number): Float64Array
}

const blockLength = 2 ** 17
// A longer column gets a buffer of its own, so that little is lost at the end of a block.
const longestInBlock = blockLength / 16

export function createValueBlocks(): ValueBlocks {
  let block = new Float64Array(0)
  let used = 0
  return {
    copy(values, length) {
      if (length > longestInBlock) return values.slice(0, length)
      if (used + length > block.length) {
        block = new Float64Array(blockLength)
        used = 0
      }
      const column = block.subarray(used, used + length)
      // Setting from a view copies bits; reading a NaN out and writing it back might change them.
      column.set(values.subarray(0, length))
      used += length
      return column
    },
  }
}

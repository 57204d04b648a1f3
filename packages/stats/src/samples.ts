/** One series: `times` are unix seconds and ascend, a NaN among the `values` is a gap. Both have the same length. */
export interface Samples {
  readonly times: Float64Array
  readonly values: Float64Array
}

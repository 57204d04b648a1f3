import type { BinaryOperator } from '../../../syntax/ast.ts'

export type ArithmeticOperator = Extract<BinaryOperator, '+' | '-' | '*' | '/' | '%' | '^' | 'atan2'>

/** Fills `out` with the results of two columns of the same length; what stands where a series has no point is noise. */
export type Arithmetic = (left: Float64Array, right: Float64Array, out: Float64Array) => void

/** Each operator has a loop of its own: one loop around a function passed in would call it for every point. */
export const arithmetic: Readonly<Record<ArithmeticOperator, Arithmetic>> = {
  '+': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = (left[step] as number) + (right[step] as number)
  },
  '-': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = (left[step] as number) - (right[step] as number)
  },
  '*': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = (left[step] as number) * (right[step] as number)
  },
  '/': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = (left[step] as number) / (right[step] as number)
  },
  // The remainder has the dividend's sign in Go and here.
  '%': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = (left[step] as number) % (right[step] as number)
  },
  '^': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = power(left[step] as number, right[step] as number)
  },
  atan2: (left, right, out) => {
    for (let step = 0; step < out.length; step++) {
      out[step] = Math.atan2(left[step] as number, right[step] as number)
    }
  },
}

export function isArithmetic(operator: BinaryOperator): operator is ArithmeticOperator {
  return Object.hasOwn(arithmetic, operator)
}

/** IEEE 754 and Go say 1 where JavaScript says NaN: 1 to any power, and −1 to an infinite one. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && (exponent === Infinity || exponent === -Infinity))) return 1
  return base ** exponent
}

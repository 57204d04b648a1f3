import type { BinaryOperator } from '../../../syntax/ast.ts'

export type ComparisonOperator = Extract<BinaryOperator, '==' | '!=' | '>' | '<' | '>=' | '<='>

/** Fills `out` with 1 where the comparison holds. */
export type Comparison = (left: Float64Array, right: Float64Array, out: Uint8Array) => void

export const comparisons: Readonly<Record<ComparisonOperator, Comparison>> = {
  '==': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = left[step] === right[step] ? 1 : 0
  },
  '!=': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = left[step] === right[step] ? 0 : 1
  },
  '>': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = (left[step] as number) > (right[step] as number) ? 1 : 0
  },
  '<': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = (left[step] as number) < (right[step] as number) ? 1 : 0
  },
  '>=': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = (left[step] as number) >= (right[step] as number) ? 1 : 0
  },
  '<=': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = (left[step] as number) <= (right[step] as number) ? 1 : 0
  },
}

export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return Object.hasOwn(comparisons, operator)
}

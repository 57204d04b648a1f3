import type { MatrixValue, ScalarValue, Value, VectorValue } from '../evaluate/value.ts'

/*
 * The arguments of functions that take them whole. The parser has checked their types, so that another one is a mistake
 * in this program.
 */

export function vectorAt(args: readonly Value[], index: number): VectorValue {
  const value = args[index]
  return value?.type === 'vector' ? value : wrongType('vector', value)
}

export function matrixAt(args: readonly Value[], index: number): MatrixValue {
  const value = args[index]
  return value?.type === 'matrix' ? value : wrongType('matrix', value)
}

export function scalarAt(args: readonly Value[], index: number): ScalarValue {
  const value = args[index]
  return value?.type === 'scalar' ? value : wrongType('scalar', value)
}

export function textAt(args: readonly Value[], index: number): string {
  const value = args[index]
  return value?.type === 'string' ? value.text : wrongType('string', value)
}

function wrongType(expected: Value['type'], value: Value | undefined): never {
  throw new TypeError(`a function was called with ${value?.type ?? 'nothing'} in the place of a ${expected}`)
}

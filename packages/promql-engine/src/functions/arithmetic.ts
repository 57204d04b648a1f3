import type { FunctionSpec } from './function-spec.ts'

/** Functions of single values: rounding, roots and logarithms, limits, angles. */
export const arithmeticFunctions: readonly FunctionSpec[] = [
  pointwise('abs', Math.abs),
  pointwise('ceil', Math.ceil),
  pointwise('floor', Math.floor),
  pointwise('sgn', (value) => (value < 0 ? -1 : value > 0 ? 1 : value)),
  pointwise('sqrt', Math.sqrt),
  pointwise('exp', Math.exp),
  pointwise('ln', Math.log),
  pointwise('log2', Math.log2),
  pointwise('log10', Math.log10),
  {
    name: 'round',
    args: ['vector', 'scalar'],
    optional: 1,
    returns: 'vector',
    implementation: { kind: 'pointwise', apply: (value, [nearest = 1]) => round(value, nearest) },
  },
  {
    name: 'clamp',
    args: ['vector', 'scalar', 'scalar'],
    returns: 'vector',
    implementation: {
      kind: 'pointwise',
      apply: (value, [low = Number.NaN, high = Number.NaN]) => clamp(value, low, high),
    },
  },
  {
    name: 'clamp_min',
    args: ['vector', 'scalar'],
    returns: 'vector',
    implementation: {
      kind: 'pointwise',
      apply: (value, [low = Number.NaN]) => clamp(value, low, Number.POSITIVE_INFINITY),
    },
  },
  {
    name: 'clamp_max',
    args: ['vector', 'scalar'],
    returns: 'vector',
    implementation: {
      kind: 'pointwise',
      apply: (value, [high = Number.NaN]) => clamp(value, Number.NEGATIVE_INFINITY, high),
    },
  },
  pointwise('sin', Math.sin),
  pointwise('cos', Math.cos),
  pointwise('tan', Math.tan),
  pointwise('asin', Math.asin),
  pointwise('acos', Math.acos),
  pointwise('atan', Math.atan),
  pointwise('sinh', Math.sinh),
  pointwise('cosh', Math.cosh),
  pointwise('tanh', Math.tanh),
  pointwise('asinh', Math.asinh),
  pointwise('acosh', Math.acosh),
  pointwise('atanh', Math.atanh),
  pointwise('deg', (value) => (value * 180) / Math.PI),
  pointwise('rad', (value) => (value * Math.PI) / 180),
]

function pointwise(name: string, of: (value: number) => number): FunctionSpec {
  return {
    name,
    args: ['vector'],
    returns: 'vector',
    implementation: { kind: 'pointwise', apply: (value) => of(value) },
  }
}

/** Halves are rounded up. Multiplying by the inverse loses less than dividing, as 0.1 has no exact value. */
function round(value: number, nearest: number): number {
  const inverse = 1 / nearest
  return Math.floor(value * inverse + 0.5) / inverse
}

function clamp(value: number, low: number, high: number): number | undefined {
  return high < low ? undefined : larger(low, smaller(high, value))
}

// In Go, which answers here, an infinity that decides wins over NaN.
function larger(a: number, b: number): number {
  const infinity = Number.POSITIVE_INFINITY
  return a === infinity || b === infinity ? infinity : Math.max(a, b)
}

function smaller(a: number, b: number): number {
  const infinity = Number.NEGATIVE_INFINITY
  return a === infinity || b === infinity ? infinity : Math.min(a, b)
}

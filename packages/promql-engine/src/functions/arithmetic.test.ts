import { expect, test } from 'vitest'
import { askSamples } from '../testing/ask-samples.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

async function of(call: string, value: number): Promise<number | undefined> {
  return (await askSamples({ x: [value] }, call)).values['{}']
}

test.each([
  ['abs(x)', -2.5, 2.5],
  ['abs(x)', -infinity, infinity],
  ['ceil(x)', -2.5, -2],
  ['ceil(x)', 2.5, 3],
  ['floor(x)', -2.5, -3],
  ['floor(x)', nan, nan],
  ['sgn(x)', -50, -1],
  ['sgn(x)', infinity, 1],
  ['sgn(x)', 0, 0],
  ['sgn(x)', nan, nan],
  ['sqrt(x)', 16, 4],
  ['sqrt(x)', -1, nan],
  ['exp(x)', 0, 1],
  ['ln(x)', 0, -infinity],
  ['ln(x)', -10, nan],
  ['log2(x)', 8, 3],
  ['log10(x)', 1000, 3],
  // Halves go up, also below zero.
  ['round(x)', 2.5, 3],
  ['round(x)', -2.5, -2],
  ['round(x)', infinity, infinity],
  ['round(x, 5)', 12.4, 10],
  ['round(x, 5)', 12.5, 15],
  ['round(x, 0.1)', 0.25, 0.3],
  ['round(x, 0.1)', 2.345, 2.3],
  ['clamp(x, -25, 75)', -50, -25],
  ['clamp(x, -25, 75)', 100, 75],
  ['clamp(x, -25, 75)', 0, 0],
  ['clamp(x, 0, NaN)', 5, nan],
  ['clamp(x, NaN, 0)', 5, nan],
  ['clamp_min(x, -25)', -50, -25],
  ['clamp_min(x, -25)', nan, nan],
  ['clamp_min(x, Inf)', nan, infinity],
  ['clamp_max(x, 75)', 100, 75],
  ['clamp_max(x, -Inf)', nan, -infinity],
  ['deg(x)', Math.PI, 180],
  ['rad(x)', 180, Math.PI],
])('%s of %d is %d', async (call, value, expected) => {
  expect(await of(call, value)).toBe(expected)
})

test.each([
  ['exp(x)', 10, 22026.465794806718],
  ['ln(x)', 20, 2.995732273553991],
  ['sin(x)', 10, -0.5440211108893699],
  ['cos(x)', 10, -0.8390715290764524],
  ['tan(x)', 10, 0.6483608274590867],
  ['asin(x)', 0.5, 0.5235987755982989],
  ['acos(x)', 0.5, 1.0471975511965976],
  ['atan(x)', 10, 1.4711276743037345],
  ['sinh(x)', 10, 11013.232874703393],
  ['cosh(x)', 10, 11013.232920103324],
  ['tanh(x)', 1, 0.7615941559557649],
  ['asinh(x)', 10, 2.99822295029797],
  ['acosh(x)', 10, 2.993222846126381],
  ['atanh(x)', 0.5, 0.5493061443340548],
])('%s of %d is %d, but for the last digits', async (call, value, expected) => {
  const actual = (await of(call, value)) ?? nan
  expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-14)
})

test('limits the wrong way round leave nothing', async () => {
  expect((await askSamples({ x: [1] }, 'clamp(x, 5, -5)')).values).toEqual({})
})

test('a result has the labels of its series without the name', async () => {
  expect((await askSamples({ 'x{a="b"}': [1] }, 'abs(x)')).values).toEqual({ '{a="b"}': 1 })
})

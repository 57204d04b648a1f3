import { expect, test } from 'vitest'
import { parseQuantity } from './quantity.ts'

test('cores and bytes are read in base units', () => {
  expect(parseQuantity('4')).toBe(4)
  expect(parseQuantity('3500m')).toBe(3.5)
  expect(parseQuantity('16393244Ki')).toBe(16_393_244 * 1024)
  expect(parseQuantity('1.5Gi')).toBe(1.5 * 2 ** 30)
  expect(parseQuantity('2e3')).toBe(2000)
  expect(parseQuantity('1E')).toBe(1e18)
})

test('what is no quantity is null, never 0', () => {
  for (const text of [undefined, '', 'many', '4 Gi', '4Xi', '-', '0x10']) expect(parseQuantity(text)).toBeNull()
})

import { expect, test } from 'vitest'
import { deviceNumber } from './block-device.ts'

test('a device id splits into major and minor, also for large minors', () => {
  expect(deviceNumber(0x0700)).toBe('7:0')
  expect(deviceNumber(0xfe00)).toBe('254:0')
  expect(deviceNumber((1 << 20) | 0x0702)).toBe('7:258')
})

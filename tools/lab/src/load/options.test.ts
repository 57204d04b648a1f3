import { expect, test } from 'vitest'
import { type LoadMode, loadFlags, resolveLoad } from './options.ts'

test('a load without options is 150 small writes a second for half a minute', () => {
  expect(resolveLoad({})).toMatchObject({ mode: 'put', rate: 150, size: 512, seconds: 30 })
})

test('big writes have a rate and a size of their own', () => {
  expect(resolveLoad({ mode: 'big' })).toMatchObject({ rate: 12, size: 1_000_000, keys: 20 })
})

test.each([
  [{ rate: 0 }, 'rate'],
  [{ rate: 1e6 }, 'rate'],
  [{ size: Number.NaN }, 'size'],
  [{ size: 2e6 }, 'size'],
  [{ seconds: -5 }, 'seconds'],
  [{ seconds: 1e9 }, 'seconds'],
  [{ concurrency: 1e4 }, 'concurrency'],
])('%j is refused by name', (options, name) => {
  expect(() => resolveLoad(options)).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(name) }),
  )
})

test('an unknown mode is refused with the modes that exist', () => {
  const mode = 'storm' as LoadMode
  expect(() => resolveLoad({ mode })).toThrow(expect.objectContaining({ hint: expect.stringContaining('range') }))
})

test('flags carry every option', () => {
  expect(loadFlags({ rate: 5 })).toEqual(expect.arrayContaining(['--rate', '5', '--mode', 'put', '--seed', '0']))
})

import { expect, test } from 'vitest'
import { createLinkLoad, lineRate } from './link-load.ts'
import { constant, zero } from './signals.ts'

const keys = Array.from({ length: 40 }, (_, index) => `node ${index}`)

test('data goes one way, which differs between nodes, and what the line does not take is lost on that way', () => {
  const loads = keys.map((key) => createLinkLoad(key, constant(1.1)))
  const incoming = loads.filter(({ bytesIn, bytesOut }) => bytesIn(0) > bytesOut(0))
  expect(incoming.length).toBeGreaterThan(8)
  expect(incoming.length).toBeLessThan(32)
  for (const load of loads) {
    expect(load.lostIn(0) > 0).toBe(incoming.includes(load))
    expect(load.lostOut(0) > 0).toBe(!incoming.includes(load))
  }
})

test('a line carries what is offered until it is full, and loses some before that', () => {
  const moved = (offered: number) => {
    const { bytesIn, bytesOut, lostIn, lostOut } = createLinkLoad('node', constant(offered))
    return { used: Math.max(bytesIn(0), bytesOut(0)) / lineRate, lost: lostIn(0) + lostOut(0) }
  }
  expect(moved(0.5).used).toBeCloseTo(0.5, 3)
  expect(moved(0.5).lost).toBeLessThan(1e-6)
  expect(moved(0.97).lost).toBeGreaterThan(0.0005)
  expect(moved(1.3).used).toBeLessThan(1)
  expect(moved(1.3).lost).toBeGreaterThan(moved(1.05).lost)
})

test('without a transfer there is nothing, for which nothing is computed', () => {
  expect(Object.values(createLinkLoad('node', zero)).every((signal) => signal === zero)).toBe(true)
})

import { describe, expect, test } from 'vitest'
import { cpuModes, createCpu } from './cpu.ts'
import { createPacketWork, mostPackets } from './packet-work.ts'
import { constant, zero } from './signals.ts'

const cores = 4
const cpus = Array.from({ length: cores }, (_, index) => index)
const workOf = (even: number, single: number) =>
  createPacketWork('test', { cores, even: constant(even), single: constant(single) })
const dropping = (even: number, single: number) =>
  cpus.filter((cpu) => workOf(even, single).of(cpu).dropped(0) > 1).length

test('one flow keeps one CPU busy, and only that one drops', () => {
  const { takes, of, lost } = workOf(0, 1.2)
  const [hot = 0] = cpus.filter((cpu) => takes(cpu)(0) > 0.9)
  for (const cpu of cpus.filter((each) => each !== hot)) {
    expect(takes(cpu)(0)).toBe(0)
    expect(of(cpu).processed(0)).toBe(0)
    expect(of(cpu).squeezed(0)).toBe(0)
  }
  expect(dropping(0, 1.2)).toBe(1)
  // What hits other CPUs gets through.
  expect(lost(0)).toBeLessThan(of(hot).dropped(0) / of(hot).processed(0))
})

test('turns run out of time before packets are dropped, and all CPUs drop when packets come to all of them', () => {
  const some = workOf(0.7, 0)
  expect(cpus.map((cpu) => some.of(cpu).squeezed(0) > 10)).toEqual(cpus.map(() => true))
  expect(some.dropped(0)).toBeLessThan(0.0001 * mostPackets(cores))
  expect(dropping(1.2, 0)).toBe(cores)
})

test('the more packets come the more are dropped, and CPUs never handle more than they can', () => {
  const loads = Array.from({ length: 40 }, (_, step) => workOf(0.05 * step, 0))
  const lost = loads.map((work) => work.lost(0))
  expect(lost).toEqual([...lost].sort((a, b) => a - b))
  for (const work of loads) {
    const handled = cpus.reduce((sum, cpu) => sum + work.of(cpu).processed(0), 0)
    expect(handled).toBeLessThanOrEqual(mostPackets(cores) * 1.2)
    expect(work.cores(0)).toBeLessThan(cores)
  }
})

describe.each([
  ['all CPUs', 1.3, 0],
  ['one CPU', 0, 1.3],
])('a node whose packets take %s', (_, even, single) => {
  const packets = workOf(even, single)
  const demand = { cores, wanted: constant(1.4), starved: zero, blocked: zero }
  const cpu = createCpu('test', { ...demand, packets })

  test('has all of the time of each CPU in one of its modes', () => {
    for (const index of cpus) {
      const parts = cpuModes.map((mode) => {
        const { rate, factor } = cpu.ofCpu(mode, index)
        return factor * rate(0)
      })
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0)
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9)
    }
  })

  test('leaves programs waiting as far as no CPU has time for them', () => {
    expect(createCpu('test', demand).starved(0)).toBe(0)
    expect(cpu.starved(0) > 0).toBe(even > 0)
    expect(cpu.busy(0)).toBeGreaterThan(createCpu('test', demand).busy(0))
  })
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseCoverage } from './coverage.ts'
import { parseDatapaths } from './datapaths.ts'
import { parseFlowCount } from './flow-count.ts'
import { parseInterfaces } from './interfaces.ts'
import { parseMemory } from './memory.ts'
import { parseStopwatches } from './stopwatches.ts'

/** What Open vSwitch 3.1 and OVN 23.03 of a lab printed after a flow explosion and an upcall storm. */
const captured = (name: string) => readFileSync(new URL(`./__fixtures__/${name}`, import.meta.url), 'utf8')

test('totals of events are read, and not the rates before them', () => {
  const coverage = parseCoverage(captured('vswitchd-coverage-show.txt'))
  expect(coverage.get('upcall_flow_limit_hit')).toBe(24_797)
  expect(coverage.get('stream_open')).toBe(1)
  expect(coverage.has('netlink_overflow')).toBe(false)
  expect(coverage.size).toBe(captured('vswitchd-coverage-show.txt').match(/total:/g)?.length)
})

test('events of northd and of ovn-controller are read in the same way', () => {
  expect(parseCoverage(captured('controller-coverage-show.txt')).get('lflow_run')).toBe(2)
  expect(parseCoverage(captured('northd-coverage-show.txt')).get('txn_success')).toBe(21)
})

test('stopwatches become seconds, each under its own name', () => {
  const northd = parseStopwatches(captured('northd-stopwatch-show.txt'))
  expect(northd.size).toBe(12)
  expect(northd.get('ovn-northd-loop')).toEqual({
    samples: 61,
    maximum: 0.005,
    minimum: 0,
    percentile95: expect.closeTo(0.002_637_158, 9),
    shortTermAverage: expect.closeTo(0.000_004_647, 9),
    longTermAverage: expect.closeTo(0.000_729_938, 9),
  })
  expect(parseStopwatches(captured('controller-stopwatch-show.txt')).get('flow-generation')?.maximum).toBe(0.006)
})

test('a datapath is read with its lookups, flows and ports', () => {
  expect(parseDatapaths(captured('dpctl-show.txt'))).toEqual([
    { name: 'ovs-netdev', type: 'netdev', hit: 28, missed: 74_948, lost: 24_429, flows: 0, ports: 4 },
  ])
})

test('two datapaths stay apart, and one that tells nothing of itself is none', () => {
  const one = captured('dpctl-show.txt')
  const both = parseDatapaths(
    one + one.replace('netdev@ovs-netdev', 'netdev@other').replace('missed:74948', 'missed:1'),
  )
  expect(both.map(({ name, missed, ports }) => [name, missed, ports])).toEqual([
    ['ovs-netdev', 74_948, 4],
    ['other', 1, 4],
  ])
  expect(parseDatapaths('netdev@ovs-netdev:\n')).toEqual([])
  expect(parseDatapaths('')).toEqual([])
})

test('memory is read by name, also where a name has two words', () => {
  const memory = parseMemory(captured('vswitchd-memory-show.txt'))
  expect([memory.get('handlers'), memory.get('revalidators'), memory.get('udpif keys')]).toEqual([1, 1, 4])
  expect(parseMemory(captured('northbound-memory-show.txt')).get('sessions')).toBe(1)
})

test('the flows of a bridge are its flow_count, and a reply without one tells nothing', () => {
  expect(parseFlowCount(captured('dump-aggregate.txt'))).toBe(141)
  expect(parseFlowCount('NXST_AGGREGATE reply (xid=0x4): packet_count=4')).toBeUndefined()
})

test('interfaces are read with their statistics; a count that is not there yet is none', () => {
  const interfaces = parseInterfaces(captured('interfaces.json'))
  expect(interfaces.map(({ type }) => type).sort()).toEqual(['', '', 'internal'])
  expect(interfaces.map(({ statistics }) => statistics.get('rx_dropped'))).toEqual([0, 0, 0])
  const fresh = parseInterfaces('{"data":[["geneve",["set",[]],["map",[]]]],"headings":[]}')
  expect(fresh).toEqual([{ type: 'geneve', resets: 0, statistics: new Map() }])
})

test('a reply of another shape is an error, not an empty table', () => {
  expect(() => parseInterfaces('{"data":[["geneve"]]}')).toThrow('too_small')
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseCoverage } from '../parse/coverage.ts'
import { parseInterfaces } from '../parse/interfaces.ts'
import { parseStopwatches } from '../parse/stopwatches.ts'
import { controllerParts, counterFamilies, northdParts, stopwatchFamilies, vswitchdCounters } from './daemon-metrics.ts'
import { gauge, renderFamilies } from './exposition.ts'
import { connectionStatus, northdStatus } from './ovn-families.ts'
import { cpuSeconds, residentBytes } from './process-families.ts'
import { createStamps } from './stamps.ts'
import { datapathFamilies, interfaceFamilies } from './vswitch-families.ts'

const captured = (name: string) => readFileSync(new URL(`../parse/__fixtures__/${name}`, import.meta.url), 'utf8')
const linesOf = (families: Parameters<typeof renderFamilies>[0]) => renderFamilies(families).split('\n')

test('samples of one name share one type line, labels are escaped, and nothing is told of what has no value', () => {
  const families = [gauge('a', 1, { name: 'x"\\\n' }), gauge('b', undefined), gauge('c', 0), gauge('a', 2.5)]
  expect(renderFamilies(families)).toBe('# TYPE a gauge\na{name="x\\"\\\\\\n"} 1\na 2.5\n# TYPE c gauge\nc 0\n')
})

test('packets of a datapath are hits and misses; a refused one is neither', () => {
  const lines = linesOf(datapathFamilies(captured('dpctl-show.txt')))
  expect(lines).toContain('ovs_vswitchd_dp_packets_total{datapath="ovs-netdev"} 74976')
  expect(lines).toContain('ovs_vswitchd_dp_flows_lookup_lost{datapath="ovs-netdev"} 24429')
  expect(lines).toContain('# TYPE ovs_vswitchd_dp_flows_lookup_missed gauge')
})

test('an event that never happened is 0, and counters that add up several events do', () => {
  const totals = parseCoverage(captured('vswitchd-coverage-show.txt'))
  const lines = linesOf(counterFamilies('ovs_vswitchd', vswitchdCounters, totals))
  expect(lines).toContain('ovs_vswitchd_upcall_flow_limit_hit 24797')
  expect(lines).toContain('ovs_vswitchd_netlink_overflow 0')
  const both = new Map([
    ['dpif_execute', 3],
    ['dpif_execute_with_help', 4],
  ])
  expect(linesOf(counterFamilies('ovs_vswitchd', vswitchdCounters, both))).toContain('ovs_vswitchd_dpif_execute 7')
})

test('parts of a loop are told in seconds, and one that a version lacks is left out', () => {
  const stopwatches = parseStopwatches(captured('northd-stopwatch-show.txt'))
  expect(linesOf(stopwatchFamilies('ovn_northd', northdParts, stopwatches))).toContain(
    'ovn_northd_ovnnb_db_run_maximum 0.005',
  )
  expect(stopwatchFamilies('ovn_northd', northdParts, new Map()).flatMap(({ samples }) => samples)).toEqual([])
})

test.each([
  ['northd', northdParts, 'northd-stopwatch-show.txt'],
  ['ovn-controller', controllerParts, 'controller-stopwatch-show.txt'],
])('every part of %s that is exported is one that the program tells of', (_, parts, file) => {
  expect([...parseStopwatches(captured(file)).keys()]).toEqual(expect.arrayContaining(Object.values(parts)))
})

test('figures of interfaces are sums over all of them, and Geneve ports are counted', () => {
  const [first] = parseInterfaces(captured('interfaces.json'))
  if (first === undefined) throw new Error('The fixture has interfaces')
  const dropping = { ...first, type: 'geneve', resets: 2, statistics: new Map([['rx_dropped', 5]]) }
  const lines = linesOf(interfaceFamilies([first, dropping, dropping]))
  expect(lines).toContain('ovs_vswitchd_interface_rx_dropped_total 10')
  expect(lines).toContain('ovs_vswitchd_interface_resets_total 4')
  expect(lines).toContain('ovn_controller_integration_bridge_geneve_ports 2')
})

test('states are those of OVN-Kubernetes, and silence is one of its own', () => {
  expect(['Status: standby', 'Status: active', 'Status: paused', 'Status: ?', undefined].map(northdStatus)).toEqual([
    0, 1, 2, -1, -1,
  ])
  expect(['connected', 'not connected', '', undefined].map(connectionStatus)).toEqual([1, 0, -1, -1])
})

test('times and memory are read of a process whose name has spaces and parentheses', () => {
  const stat = `7 (a (b) c) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 100 1000 200 ${'0 '.repeat(27)}`
  expect(cpuSeconds(stat)).toBe(3)
  expect(residentBytes('VmSize:\t  100 kB\nVmRSS:\t   21000 kB\n')).toBe(21_504_000)
  expect(residentBytes('')).toBeUndefined()
})

test('a stamp is written each half minute, read back at each scrape, and missing until northd has copied it', async () => {
  let nowMs = 1_000_000
  const calls: string[] = []
  const reply =
    (value: string) =>
    async (...command: string[]) => {
      calls.push(command.join(' '))
      return command.includes('get') ? value : ''
    }
  const control = (southbound: string) => ({
    nbctl: reply('"1000"\n'),
    sbctl: reply(southbound),
  })
  const stamps = createStamps(() => nowMs)
  const first = linesOf(await stamps(control('\n')))
  expect(first).toContain('ovnkube_controller_nb_e2e_timestamp 1000')
  expect(first.some((line) => line.includes('OVN_Southbound'))).toBe(false)
  nowMs += 29_000
  expect(linesOf(await stamps(control('"1000"\n')))).toContain('ovn_db_e2e_timestamp{db_name="OVN_Southbound"} 1000')
  nowMs += 1_000
  expect(linesOf(await stamps(control('"1000"\n')))).toContain('ovnkube_controller_nb_e2e_timestamp 1030')
  expect(calls.filter((call) => call.startsWith('set')).map((call) => call.split('=')[1])).toEqual(['1000', '1030'])
})

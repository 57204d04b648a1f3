import { expect, test } from 'vitest'
import { keepFlags, readCollectArgs } from './collect-args.ts'

test('a round every five minutes over all domains, and a day back, are usual', () => {
  expect(readCollectArgs({}, {})).toEqual({ every: 300, backfill: 86_400, domains: undefined, metricsPort: undefined })
})

test('lengths, domains and a port are read', () => {
  const args = { every: '1h', backfill: '0', domains: 'etcd, network', 'metrics-port': '9109' }
  expect(readCollectArgs(args, {})).toEqual({
    every: 3600,
    backfill: 0,
    domains: ['etcd', 'network'],
    metricsPort: 9109,
  })
})

test.each([
  ['windows that end within a minute', { every: '90s' }, 'whole minutes'],
  ['rounds more than a day apart', { every: '2d' }, 'up to a day'],
  ['a length that is none', { backfill: 'much' }, 'not a length of time'],
  ['a port that is none', { 'metrics-port': '70000' }, '--metrics-port'],
  ['a dump for servers that run already', { server: 'etcd=http://x/mcp', from: 'x.om' }, '--from'],
  ['the history as its own source', { from: 'history' }, 'cannot come from one'],
])('%s are refused', (_, args, said) => {
  expect(() => readCollectArgs(args, {})).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(said) }),
  )
})

test('what the environment names as source is refused as well where it is the history', () => {
  expect(() => readCollectArgs({}, { OCP_PERF_FROM: 'history' })).toThrow('cannot come from one')
})

test('days to keep are handed on as the servers take them', () => {
  expect(keepFlags({ 'keep-runs': '0' })).toEqual(['--keep-runs', '0'])
})

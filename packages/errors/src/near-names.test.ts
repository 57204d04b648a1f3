import { expect, test } from 'vitest'
import { nearNames } from './near-names.ts'

const names = ['get_server_health', 'get_etcd_disk_wal_fsync', 'get_etcd_network_io', 'list_metrics', 'duration', 'top']

test('a typing mistake finds the name', () => {
  expect(nearNames('durration', names)).toEqual(['duration'])
  expect(nearNames('get_etcd_disk_wal_fsnyc', names)[0]).toBe('get_etcd_disk_wal_fsync')
})

test('words in another order, case or spelling find the name', () => {
  expect(nearNames('health server', names)[0]).toBe('get_server_health')
  expect(nearNames('ListMetrics', names)[0]).toBe('list_metrics')
})

test('what has nothing in common finds nothing', () => {
  expect(nearNames('xyz', names)).toEqual([])
  expect(nearNames('', names)).toEqual([])
})

test('no more names than asked for come back', () => {
  expect(nearNames('get_etcd', names, 1)).toHaveLength(1)
})

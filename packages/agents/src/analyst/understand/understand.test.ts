import { expect, test } from 'vitest'
import type { AgentTool } from '../../contract/index.ts'
import { labVocabulary } from '../../testing/small-lab.ts'
import { zoneOrOwn } from '../../zone.ts'
import { createIndex, type KnownMetric } from './search-index.ts'
import { isContinuation, understand } from './understand.ts'

const tool = (name: string, title: string, description: string, more: Partial<AgentTool> = {}): AgentTool => ({
  name,
  title,
  description,
  servers: ['lab'],
  read_only: true,
  input_schema: { type: 'object', properties: {} },
  ...more,
})
const tools = [
  tool('get_disk', 'Disks', 'Latency and queue of each disk.'),
  tool('get_tcp', 'TCP', 'Retransmissions and resets of each node.'),
  tool('erase_disk', 'Erase disks', 'Erases each disk.', { read_only: false }),
  tool('query_one', 'One disk metric', 'Measures one disk metric.', { input_schema: { required: ['metric'] } }),
]
const metrics: KnownMetric[] = [
  { id: 'disk_queue_length', title: 'Disk queue length', group: 'disk/io', brief: 'Requests that wait for a disk.' },
]
const index = createIndex(tools, metrics, labVocabulary)
const read = (question: string) =>
  understand(question, {
    vocabulary: labVocabulary,
    index,
    nodes: ['lab-worker-1'],
    time: { now: 1_795_973_600, zone: zoneOrOwn('UTC') },
  })
const nameOf = ({ found }: ReturnType<typeof read>) => (found?.kind === 'tool' ? found.tool.name : found?.metric.id)

test.each([
  ['show the disk latency', 'get_disk'],
  ['show the drive latency', 'get_disk'],
  ['show retransmissions', 'get_tcp'],
  ['show TCP retransmission', 'get_tcp'],
  ['show disk_queue_length', 'disk_queue_length'],
  ['show the disk queue length', 'disk_queue_length'],
  ['show the weather of Paris', undefined],
])('%s finds %s', (question, expected) => {
  expect(nameOf(read(question))).toBe(expected)
})

test('what changes something, and what needs to be told more, is never found', () => {
  expect(nameOf(read('show erase disks'))).not.toBe('erase_disk')
  expect(nameOf(read('show one disk metric'))).not.toBe('query_one')
})

test('a domain that is named comes before one whose things are', () => {
  expect(read('why is the network slow').domains.map(({ id }) => id)).toEqual(['network'])
  expect(read('why is the disk slow').domains.map(({ id }) => id)).toEqual(['etcd'])
  expect(read('is the disk of the network slow').domains.map(({ id }) => id)).toEqual(['network'])
})

test.each([
  ['and in the last 2 hours?', true],
  ['what about worker-1?', true],
  ['why is etcd slow in the last 2 hours?', false],
  ['what about the network?', false],
  ['what about it', false],
])('%s goes on with the question before it: %s', (question, expected) => {
  expect(isContinuation(read(question))).toBe(expected)
})

test.each(['why is the sky blue', 'thanks', 'cluster of bananas, please dance'])('%s is not clear', (question) => {
  expect(read(question).clear).toBe(false)
})

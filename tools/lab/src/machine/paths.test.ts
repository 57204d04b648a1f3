import { expect, test } from 'vitest'
import { labPaths } from './paths.ts'

test('labs of two directories share no name on the machine', () => {
  const [one, two] = [labPaths('/tmp/one'), labPaths('/tmp/two')]
  expect(one.prefix).not.toBe(two.prefix)
  expect(labPaths('/tmp/../tmp/one')).toEqual(one)
})

test('names leave room for what is appended to them: 15 bytes of a device, 107 of a socket', () => {
  const { prefix, sockets } = labPaths(`/tmp/${'deep/'.repeat(40)}`)
  expect(prefix).toMatch(/^ocplab-[0-9a-f]{6}$/)
  expect(`${sockets}/prometheus.sock`.length).toBeLessThan(107)
})

import { expect, test } from 'vitest'
import { checkNode } from './check-node.ts'

test.each(['20.19.0', '20.20.2', '22.1.0', '100.0.0'])('Node %s will do', (version) => {
  expect(() => checkNode(version)).not.toThrow()
})

test.each(['20.18.9', '18.20.0', '9.99.0'])('Node %s is too old, and the doctor says which is not', (version) => {
  expect(() => checkNode(version)).toThrow(
    expect.objectContaining({ message: `${version} is too old.`, hint: 'Install Node 20.19 or later.' }),
  )
})

import { expect, test } from 'vitest'
import { sample } from '../testing/sample.ts'
import { fieldsOf, readForm } from './tool-form.ts'

const schema = {
  type: 'object',
  properties: {
    metric: { type: 'string', description: 'Which' },
    top: { type: 'integer', default: 10, minimum: 1, maximum: 50 },
    all: { type: 'boolean' },
    level: { enum: ['watch', 'critical'] },
    nodes: { type: 'array', items: { type: 'string' } },
    extra: { type: 'object' },
  },
  required: ['metric'],
}
const fields = fieldsOf(schema)

test('each kind of argument gets its kind of field', () => {
  expect(fields.map(({ kind }) => kind)).toEqual(['text', 'number', 'boolean', 'choice', 'list', 'json'])
  expect(fields[1]).toMatchObject({ initial: '10', min: 1, max: 50, isWhole: true, isRequired: false })
})

test('every tool of the servers gets a form, and its defaults are arguments that it takes', () => {
  for (const { input_schema: inputSchema } of sample.tools) {
    const own = fieldsOf(inputSchema)
    const values = Object.fromEntries(
      own.map(({ name, initial, isRequired }) => [name, initial || (isRequired ? 'x' : '')]),
    )
    expect(readForm(own, values).faults).toEqual({})
  }
})

test('what is filled in becomes arguments of their types, and what is empty is left out', () => {
  const values = { metric: ' etcd ', top: '5', all: 'true', level: '', nodes: 'a, b', extra: '{"x":1}' }
  expect(readForm(fields, values)).toEqual({
    args: { metric: 'etcd', top: 5, all: true, nodes: ['a', 'b'], extra: { x: 1 } },
    faults: {},
  })
})

test.each([
  { metric: '', why: 'a needed argument that is missing' },
  { metric: 'x', top: '2.5', why: 'part of a whole number' },
  { metric: 'x', top: '99', why: 'a number beyond its bounds' },
  { metric: 'x', level: 'ok', why: 'a choice that is not offered' },
  { metric: 'x', extra: '{', why: 'broken JSON' },
])('$why is told beside its field', ({ why: _, ...values }) => {
  expect(Object.keys(readForm(fields, values).faults)).toHaveLength(1)
})

test('a schema that is none gives a form without fields', () => {
  expect(fieldsOf(undefined)).toEqual([])
})

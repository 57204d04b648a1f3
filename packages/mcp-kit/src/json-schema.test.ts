import { expect, test } from 'vitest'
import { z } from 'zod'
import { inputJsonSchema, outputJsonSchema } from './json-schema.ts'

test('an input schema says that unknown arguments are refused, and nothing that its types say already', () => {
  const input = z.object({
    duration: z.string().default('1h').describe('How far back.'),
    top: z.number().int().positive().optional(),
    since: z.iso.datetime().optional(),
  })
  expect(inputJsonSchema(input)).toEqual({
    type: 'object',
    properties: {
      duration: { type: 'string', default: '1h', description: 'How far back.' },
      top: { type: 'integer', exclusiveMinimum: 0 },
      since: { type: 'string', format: 'date-time' },
    },
    additionalProperties: false,
  })
})

test('an argument may be named like a keyword', () => {
  const properties = inputJsonSchema(z.object({ pattern: z.string(), properties: z.string() })).properties
  expect(properties).toEqual({ pattern: { type: 'string' }, properties: { type: 'string' } })
})

const verdict = z.enum(['ok', 'watch', 'degraded', 'critical', 'no_data', 'unknown'])
const row = z.object({
  name: z.string(),
  verdict,
  last: z.number().nullable(),
  labels: z.record(z.string(), z.string()),
})
const panel = z.object({ verdict, metrics: z.array(z.object({ verdict, worst: row, rows: z.array(row) })) })

test('what repeats in an output schema is written once, and the schema means the same', () => {
  const compact = JSON.stringify(outputJsonSchema(panel))
  expect(compact.match(/no_data/g)).toHaveLength(1)
  expect(compact.length).toBeLessThan(JSON.stringify(z.toJSONSchema(panel)).length * 0.6)
  const reread = z.fromJSONSchema(JSON.parse(compact))
  const good = { name: 'a', verdict: 'ok', last: 1, labels: { pod: 'etcd-0' } }
  const value = { verdict: 'ok', metrics: [{ verdict: 'watch', worst: good, rows: [good] }] }
  expect(reread.safeParse(value).success).toBe(true)
  expect(reread.safeParse({ ...value, metrics: [{ verdict: 'fine', worst: good, rows: [] }] }).success).toBe(false)
  expect(reread.safeParse({ ...value, metrics: [{ verdict: 'ok', worst: good, rows: [{ name: 1 }] }] }).success).toBe(
    false,
  )
})

test('a schema is converted once', () => {
  expect(outputJsonSchema(panel)).toBe(outputJsonSchema(panel))
})

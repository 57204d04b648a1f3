import type { JSONObject, JSONValue } from '@modelcontextprotocol/server'
import { z } from 'zod'

/** A JSON Schema object as it goes over the wire. */
export type JsonSchema = JSONObject & { type: 'object'; properties?: JSONObject }

const inputSchemas = new WeakMap<z.ZodObject, JsonSchema>()
const outputSchemas = new WeakMap<z.ZodObject, JsonSchema>()

/** What a model is told about a tool's arguments. Unknown ones are refused, and the schema says so at its root. */
export function inputJsonSchema(schema: z.ZodObject): JsonSchema {
  return cached(inputSchemas, schema, () => objectSchema({ ...convert(schema, 'input'), additionalProperties: false }))
}

/** What a client may rely on in a tool's data; subschemas that repeat are written once, under `$defs`. */
export function outputJsonSchema(schema: z.ZodObject): JsonSchema {
  return cached(outputSchemas, schema, () => shareRepeats(convert(schema, 'output')))
}

function cached(cache: WeakMap<z.ZodObject, JsonSchema>, schema: z.ZodObject, make: () => JsonSchema): JsonSchema {
  const known = cache.get(schema)
  if (known !== undefined) return known
  const made = make()
  cache.set(schema, made)
  return made
}

function convert(schema: z.ZodObject, io: 'input' | 'output'): JsonSchema {
  // The text drops what zod attaches beside the schema.
  const json: JSONObject = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io, target: 'draft-2020-12' })))
  return objectSchema(compactObject(json))
}

function objectSchema({ properties, ...rest }: JSONObject): JsonSchema {
  return { ...rest, type: 'object', ...(isObject(properties) ? { properties } : {}) }
}

// Every client assumes this dialect; the rest says what `type` or `format` says already, at length.
const isNoise: Readonly<Record<string, (value: JSONValue, schema: JSONObject) => boolean>> = {
  $schema: () => true,
  additionalProperties: (value) => value === false,
  propertyNames: (value) => JSON.stringify(value) === '{"type":"string"}',
  minimum: (value) => value === Number.MIN_SAFE_INTEGER,
  maximum: (value) => value === Number.MAX_SAFE_INTEGER,
  pattern: (_, schema) => typeof schema.format === 'string',
}

// The values of these are data or names, not keywords.
const namedMaps = new Set(['properties', '$defs'])
const literal = new Set(['default', 'const', 'enum', 'examples', 'required'])

function compactObject(schema: JSONObject): JSONObject {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword, value]) => isNoise[keyword]?.(value, schema) !== true)
      .map(([keyword, value]) => {
        if (literal.has(keyword)) return [keyword, value]
        if (namedMaps.has(keyword) && isObject(value)) return [keyword, mapValues(value, compact)]
        return [keyword, compact(value)]
      }),
  )
}

function compact(value: JSONValue): JSONValue {
  if (Array.isArray(value)) return value.map(compact)
  return isObject(value) ? compactObject(value) : value
}

/** Moves subschemas that occur more than once to `$defs`, where that makes the whole shorter. */
function shareRepeats(schema: JsonSchema): JsonSchema {
  const names = nameRepeats(schema)
  if (names.size === 0) return schema
  const definitions = Object.fromEntries(
    [...names].map(([text, name]) => [name, replaceIn(JSON.parse(text), names)] as const),
  )
  const own = isObject(schema.$defs) ? schema.$defs : {}
  return objectSchema({ ...replaceIn(schema, names), $defs: { ...definitions, ...own } })
}

/** The texts of the subschemas that are worth sharing, each with the name it gets. */
function nameRepeats(schema: JsonSchema): ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  countSchemas(schema, counts)
  // Each place costs a reference, `{"$ref":"#/$defs/d1"}`, and the definition is written once.
  const isWorthIt = ([text, count]: [string, number]) => count > 1 && (count - 1) * text.length > count * 22 + 10
  return new Map([...counts].filter(isWorthIt).map(([text], index) => [text, `d${index + 1}`]))
}

/** Counts each subschema by its text, the root left out. */
function countSchemas(schema: JSONObject, counts: Map<string, number>): void {
  for (const child of subschemas(schema)) {
    const text = JSON.stringify(child)
    counts.set(text, (counts.get(text) ?? 0) + 1)
    countSchemas(child, counts)
  }
}

function subschemas(schema: JSONObject): JSONObject[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (literal.has(keyword) || keyword === '$defs') return []
    if (keyword === 'properties' && isObject(value)) return Object.values(value).filter(isObject)
    if (Array.isArray(value)) return value.filter(isObject)
    return isObject(value) ? [value] : []
  })
}

/** The schema with each shared child replaced by a reference. */
function replaceIn(schema: JSONObject, shared: ReadonlyMap<string, string>): JSONObject {
  const replace = (value: JSONValue): JSONValue => {
    if (!isObject(value)) return value
    const name = shared.get(JSON.stringify(value))
    return name === undefined ? replaceIn(value, shared) : { $ref: `#/$defs/${name}` }
  }
  return mapEntries(schema, (keyword, value) => {
    if (literal.has(keyword) || keyword === '$defs') return value
    if (keyword === 'properties' && isObject(value)) return mapValues(value, replace)
    return Array.isArray(value) ? value.map(replace) : replace(value)
  })
}

function mapEntries(object: JSONObject, change: (key: string, value: JSONValue) => JSONValue): JSONObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(key, value)]))
}

function mapValues(object: JSONObject, change: (value: JSONValue) => JSONValue): JSONObject {
  return mapEntries(object, (_, value) => change(value))
}

function isObject(value: JSONValue | undefined): value is JSONObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import { z } from 'zod'

/** What a form asks for one argument of a tool. */
export interface Field {
  name: string
  description: string
  kind: 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'json'
  isRequired: boolean
  /** As the form shows it. */
  initial: string
  choices: readonly string[]
  min?: number
  max?: number
  isWhole: boolean
}

const propertySchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
})
const objectSchema = z.looseObject({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
})

/** The fields of a tool's arguments; what is neither text, number, yes-or-no, choice nor list is written as JSON. */
export function fieldsOf(inputSchema: unknown): readonly Field[] {
  const parsed = objectSchema.safeParse(inputSchema)
  if (!parsed.success) return []
  const { properties, required } = parsed.data
  return Object.entries(properties).map(([name, property]): Field => {
    const { description = '', minimum, maximum } = property
    const initial = property.default === undefined ? '' : asText(property.default)
    return {
      name,
      description,
      kind: kindOf(property),
      isRequired: required.includes(name) && property.default === undefined,
      initial,
      choices: (property.enum ?? []).map(asText),
      isWhole: typesOf(property).includes('integer'),
      ...(minimum === undefined ? {} : { min: minimum }),
      ...(maximum === undefined ? {} : { max: maximum }),
    }
  })
}

type Property = z.infer<typeof propertySchema>

const typesOf = ({ type = [] }: Property): readonly string[] => [type].flat()

function kindOf(property: Property): Field['kind'] {
  const types = typesOf(property)
  if (property.enum !== undefined) return 'choice'
  if (types.includes('number') || types.includes('integer')) return 'number'
  if (types.includes('boolean')) return 'boolean'
  if (types.includes('string')) return 'text'
  if (types.includes('array') && property.items?.type === 'string') return 'list'
  return 'json'
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

export interface ReadForm {
  args: Record<string, unknown>
  /** By field, what is wrong with it. */
  faults: Readonly<Record<string, string>>
}

/** The arguments that a filled-in form stands for; what is empty is left out, so that the tool's default holds. */
export function readForm(fields: readonly Field[], values: Readonly<Record<string, string>>): ReadForm {
  const args: Record<string, unknown> = {}
  const faults: Record<string, string> = {}
  for (const field of fields) {
    const text = (values[field.name] ?? '').trim()
    if (text === '') {
      if (field.isRequired) faults[field.name] = 'This is needed.'
      continue
    }
    const value = readField(field, text)
    if (value === undefined)
      faults[field.name] = field.kind === 'number' ? 'This is not a number it takes.' : 'This is not JSON.'
    else args[field.name] = value
  }
  return { args, faults }
}

function readField(field: Field, text: string): unknown {
  switch (field.kind) {
    case 'text':
      return text
    case 'boolean':
      return text === 'true'
    case 'list':
      return text.split(/[\s,]+/).filter(Boolean)
    case 'number':
      return numberOf(field, Number(text))
    case 'choice':
      return field.choices.includes(text) ? text : undefined
    case 'json':
      return jsonOf(text)
  }
}

function numberOf({ min = -Infinity, max = Infinity, isWhole }: Field, value: number): number | undefined {
  if (!Number.isFinite(value) || value < min || value > max) return undefined
  return isWhole && !Number.isInteger(value) ? undefined : value
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The reader is told beside the field.
    return undefined
  }
}

/** The first bytes of an object in the API server's protobuf, in which kubectl posts the kinds below. */
const magic = Buffer.from('k8s\0')

/** Values of a message by field number: varints are numbers, all else is bytes. */
type Fields = ReadonlyMap<number, readonly (number | Buffer)[]>

/** Field numbers of https://github.com/kubernetes/api: generated.proto of authentication/v1 and authorization/v1. */
const specOf: Readonly<Record<string, (spec: Fields) => object>> = {
  TokenRequest: (spec) => ({ audiences: textsAt(spec, 1), expirationSeconds: numberAt(spec, 4) }),
  SelfSubjectReview: () => ({}),
  SelfSubjectAccessReview(spec) {
    const path = messageAt(spec, 2)
    if (path.size > 0) return { nonResourceAttributes: { path: textAt(path, 1), verb: textAt(path, 2) } }
    const resource = messageAt(spec, 1)
    const names = { namespace: 1, verb: 2, group: 3, resource: 5, subresource: 6, name: 7 }
    return {
      resourceAttributes: Object.fromEntries(Object.entries(names).map(([name, at]) => [name, textAt(resource, at)])),
    }
  },
}

export function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, magic.length).equals(magic)
}

/** A posted object as JSON would have it; of kinds other than those above nothing but the kind. */
export function decodeProtobuf(body: Buffer): { kind: string; apiVersion: string; spec: object | undefined } {
  const envelope = fieldsOf(body.subarray(magic.length))
  const type = messageAt(envelope, 1)
  const kind = textAt(type, 2) ?? ''
  const spec = messageAt(messageAt(envelope, 2), 2)
  return { kind, apiVersion: textAt(type, 1) ?? '', spec: specOf[kind]?.(spec) }
}

function fieldsOf(bytes: Buffer): Fields {
  const fields = new Map<number, (number | Buffer)[]>()
  let at = 0
  const varint = () => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      // Beyond the end there is 0, which ends a number that was cut off.
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const isBytes = tag % 8 === 2
    const value = varint()
    const number = Math.floor(tag / 8)
    fields.set(number, [...(fields.get(number) ?? []), isBytes ? bytes.subarray(at, at + value) : value])
    if (isBytes) at += value
  }
  return fields
}

function messageAt(fields: Fields, number: number): Fields {
  const value = fields.get(number)?.[0]
  return Buffer.isBuffer(value) ? fieldsOf(value) : new Map()
}

function textsAt(fields: Fields, number: number): string[] {
  return (fields.get(number) ?? []).filter((value) => Buffer.isBuffer(value)).map((value) => value.toString('utf8'))
}

/** The empty text is what is left out. */
function textAt(fields: Fields, number: number): string | undefined {
  return textsAt(fields, number)[0] || undefined
}

function numberAt(fields: Fields, number: number): number | undefined {
  return fields.get(number)?.find((value) => typeof value === 'number')
}

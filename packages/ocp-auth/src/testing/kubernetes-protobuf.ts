/** The first bytes of a body in the API server's protobuf, in which kubectl posts its review objects. */
const magic = Buffer.from('k8s\0')

type Fields = ReadonlyMap<number, readonly (number | Buffer)[]>

/**
 * A posted object as JSON would have it, of the few kinds that are posted here. The field numbers are those of
 * https://github.com/kubernetes/api (generated.proto of authentication/v1 and authorization/v1).
 */
export function decodePosted(body: Buffer): unknown {
  if (!body.subarray(0, magic.length).equals(magic)) {
    return JSON.parse(body.toString('utf8'))
  }
  const envelope = fieldsOf(body.subarray(magic.length))
  const type = message(envelope, 1)
  const kind = text(type, 2) ?? ''
  const spec = message(message(envelope, 2), 2)
  return { apiVersion: text(type, 1), kind, metadata: {}, spec: specOf(kind, spec) }
}

function specOf(kind: string, spec: Fields): object {
  if (kind === 'TokenRequest') {
    return { audiences: texts(spec, 1), expirationSeconds: number(spec, 4) }
  }
  if (kind !== 'SelfSubjectAccessReview') {
    return {}
  }
  const resource = message(spec, 1)
  const path = message(spec, 2)
  return path.size > 0
    ? { nonResourceAttributes: { path: text(path, 1), verb: text(path, 2) } }
    : {
        resourceAttributes: {
          namespace: text(resource, 1) || undefined,
          verb: text(resource, 2),
          group: text(resource, 3),
          resource: text(resource, 5),
          subresource: text(resource, 6) || undefined,
          name: text(resource, 7) || undefined,
        },
      }
}

/** Fields of a message by number; varints as numbers, length-delimited fields as bytes. */
function fieldsOf(bytes: Buffer): Fields {
  const fields = new Map<number, (number | Buffer)[]>()
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * shift
      if (byte < 128) {
        return value
      }
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const values = fields.get(tag >> 3) ?? []
    fields.set(tag >> 3, values)
    if ((tag & 7) === 2) {
      const length = varint()
      values.push(bytes.subarray(at, at + length))
      at += length
    } else {
      values.push(varint())
    }
  }
  return fields
}

function message(fields: Fields, number: number): Fields {
  const [value] = fields.get(number) ?? []
  return Buffer.isBuffer(value) ? fieldsOf(value) : new Map()
}

function texts(fields: Fields, number: number): string[] {
  return (fields.get(number) ?? []).filter((value) => Buffer.isBuffer(value)).map((value) => value.toString('utf8'))
}

function text(fields: Fields, number: number): string | undefined {
  return texts(fields, number)[0]
}

function number(fields: Fields, number: number): number | undefined {
  return (fields.get(number) ?? []).find((value) => typeof value === 'number')
}

import { AppError } from '@ocp-perf/errors'

const formType = 'application/x-www-form-urlencoded'

/** Far more than the longest query takes. */
const longestForm = 1_048_576

/**
 * The parameters of a request: those of a form in its body come before those of its URL.
 *
 * @throws AppError `invalid_input` for a body that is no form; `too_large`.
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const { searchParams } = new URL(request.url)
  if (request.method !== 'POST' || request.body === null) return searchParams
  const body = await readText(request.body)
  if (body === '') return searchParams
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== formType) {
    throw new AppError('invalid_input', `the body of a request must be ${formType}`)
  }
  const form = new URLSearchParams(body)
  for (const [name, value] of searchParams) form.append(name, value)
  return form
}

async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > longestForm) {
      throw new AppError('too_large', `the body of a request may hold ${longestForm} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

import { AppError } from '@ocp-perf/errors'
import { narrower } from '../answer/build-answer.ts'

/** Passes chunks on while they stay within a limit; beyond it the rest is not read. Throws `too_large`. */
export async function* limited(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.byteLength
    if (length > maxBytes) {
      throw new AppError('too_large', `The reply is larger than ${(maxBytes / 2 ** 20).toLocaleString('en-US')} MiB.`, {
        hint: narrower,
      })
    }
    yield chunk
  }
}

/** The JSON documents of a reply that holds one a line, as both chunked InfluxQL and 3.x write it. Throws `upstream`. */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder()
  let pending: string[] = []
  for await (const chunk of chunks) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n')
    const last = lines.pop() ?? ''
    for (const line of lines) {
      const whole = pending.length === 0 ? line : pending.join('') + line
      pending = []
      if (whole.trim() !== '') yield parseLine(whole)
    }
    if (last !== '') pending.push(last)
  }
  const rest = pending.join('') + decoder.decode()
  if (rest.trim() !== '') yield parseLine(rest)
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new AppError('upstream', 'The reply breaks off or is no JSON.', {
      hint: 'Ask again; if it stays so, look at the log of the server and of a proxy in front of it.',
      cause,
    })
  }
}

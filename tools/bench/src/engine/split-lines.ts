import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** What any reader of a compressed dump does at least: unpack it and take it apart into lines. */
export async function splitLines(path: string): Promise<number> {
  let characters = 0
  let rest = ''
  await pipeline(createReadStream(path), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) characters += line.length
    }
  })
  return characters + rest.length
}

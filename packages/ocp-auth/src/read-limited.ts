import { AppError } from '@ocp-perf/errors'

/** The text of a reply; throws `too_large` as soon as more than `maxBytes` have arrived. */
export async function readLimited(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  who: string,
  hint: string,
): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) {
      throw new AppError('too_large', `${who} sent more than ${maxBytes / 1024 / 1024} MB.`, { hint })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

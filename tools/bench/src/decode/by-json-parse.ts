interface Reply {
  data: { result: { metric: Record<string, string>; values: [number, string][] }[] }
}

export interface Column {
  labels: Record<string, string>
  times: Float64Array
  values: Float64Array
}

/** What a client without a scanner does: the floor that the decoder is compared with. */
export function byJsonParse(body: Buffer): { document: Reply; columns: Column[] } {
  const document: Reply = JSON.parse(body.toString('utf8'))
  const columns = document.data.result.map(({ metric, values: samples }) => {
    const times = new Float64Array(samples.length)
    const values = new Float64Array(samples.length)
    for (let index = 0; index < samples.length; index++) {
      const sample = samples[index]
      if (sample === undefined) continue
      times[index] = sample[0]
      values[index] = numberOf(sample[1])
    }
    return { labels: metric, times, values }
  })
  return { document, columns }
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text)
}

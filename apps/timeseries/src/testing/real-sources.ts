/** OpenMetrics text of some gauges, sampled every `every` seconds up to `end`. */
export function* openMetricsOf(
  name: string,
  series: readonly { labels: string; value: (index: number) => number }[],
  { end, samples, every }: { end: number; samples: number; every: number },
): Generator<string> {
  yield `# TYPE ${name} gauge\n`
  for (const { labels, value } of series) {
    for (let index = 0; index < samples; index++) {
      yield `${name}{${labels}} ${value(index)} ${end - (samples - 1 - index) * every}\n`
    }
  }
}

/** Asks an InfluxDB 1.x to do something, as its administrator would. */
export async function influxCommand(url: string, command: string, login = ''): Promise<void> {
  const response = await fetch(`${url}/query`, {
    method: 'POST',
    headers: login === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    body: new URLSearchParams({ q: command }),
    signal: AbortSignal.timeout(10_000),
  })
  const text = await response.text()
  if (!response.ok || text.includes('"error"')) throw new Error(`InfluxDB: ${text}`)
}

/** Writes line protocol with times in seconds. */
export async function writeLines(url: string, database: string, lines: readonly string[], login = ''): Promise<void> {
  const response = await fetch(`${url}/write?db=${database}&precision=s`, {
    method: 'POST',
    headers: login === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    body: lines.join('\n'),
    signal: AbortSignal.timeout(20_000),
  })
  if (!response.ok) throw new Error(`InfluxDB refused points: ${response.status} ${await response.text()}`)
}

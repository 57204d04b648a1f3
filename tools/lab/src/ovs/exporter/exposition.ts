/** One sample; without labels unless said. */
interface Sample {
  labels?: Readonly<Record<string, string>>
  value: number
}

export interface Family {
  name: string
  type: 'gauge' | 'counter'
  samples: readonly Sample[]
}

/** A family with one sample, as most are; with none where there is no value. */
export function gauge(name: string, value: number | undefined, labels: Readonly<Record<string, string>> = {}): Family {
  return { name, type: 'gauge', samples: value === undefined ? [] : [{ labels, value }] }
}

/** Prometheus' text format. Samples of one name come together whoever told them, and a family without any is left out. */
export function renderFamilies(families: readonly Family[]): string {
  const byName = new Map<string, Family[]>()
  for (const family of families) {
    if (family.samples.length > 0) byName.set(family.name, [...(byName.get(family.name) ?? []), family])
  }
  return [...byName]
    .map(([name, same]) => `# TYPE ${name} ${same[0]?.type}\n${same.map(renderSamples).join('')}`)
    .join('')
}

function renderSamples({ name, samples }: Family): string {
  return samples.map(({ labels = {}, value }) => `${name}${renderLabels(labels)} ${value}\n`).join('')
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeValue(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escapeValue = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

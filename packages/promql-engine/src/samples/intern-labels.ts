import type { Labels } from '@ocp-perf/promql'

export interface InternedLabels {
  /** Names sorted; empty values, which mean the same as no label, are left out. */
  labels: Labels
  /** The same for equal label sets only. */
  key: string
}

interface Interned {
  text: string
  number: number
}

/**
 * Keeps each label string once. What comes in may be a slice of a whole file's text, which V8 would keep alive for it,
 * so what is kept is a copy.
 */
export function createInterner(): (labels: Labels) => InternedLabels {
  const known = new Map<string, Interned>()

  const intern = (text: string): Interned => {
    const before = known.get(text)
    if (before !== undefined) return before
    const copy = { text: Buffer.from(text, 'utf16le').toString('utf16le'), number: known.size }
    known.set(copy.text, copy)
    return copy
  }

  return (labels) => {
    const entries: [string, string][] = []
    let key = ''
    for (const name of Object.keys(labels).sort()) {
      const value = labels[name]
      if (value === undefined || value === '') continue
      const [knownName, knownValue] = [intern(name), intern(value)]
      entries.push([knownName.text, knownValue.text])
      key += `${knownName.number}=${knownValue.number},`
    }
    return { labels: Object.fromEntries(entries), key }
  }
}

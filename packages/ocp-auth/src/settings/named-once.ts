import type { z } from 'zod'

interface NamedEntries {
  /** The setting that holds the entries. */
  key: string
  entries: readonly { name: string }[]
  current: string | undefined
}

/** No two entries share a name, and `current` is one of them. */
export function namedOnce({ key, entries, current }: NamedEntries, context: z.RefinementCtx): void {
  const names = entries.map(({ name }) => name)
  names.forEach((name, index) => {
    if (names.indexOf(name) < index) {
      context.addIssue({ code: 'custom', path: [key, index, 'name'], message: 'is the name of an earlier entry' })
    }
  })
  if (current !== undefined && !names.includes(current)) {
    context.addIssue({ code: 'custom', path: ['current'], message: `names no entry; there is ${names.join(', ')}` })
  }
}

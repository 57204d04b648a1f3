/**
 * The names closest to one that does not exist, best first: names that share whole words before names that share
 * pairs of letters. Names that have little in common with it are left out.
 */
export function nearNames(wanted: string, names: Iterable<string>, count = 5): string[] {
  const words = new Set(wordsOf(wanted))
  const pairs = pairsOf(wanted)
  return [...names]
    .map((name) => ({ name, likeness: likeness(name, words, pairs) }))
    .filter((candidate) => candidate.likeness > 0.3)
    .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name)
}

/** Lower-case words of an id, a title or a question. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

/** Pairs of letters survive a swapped or missing letter better than a comparison letter by letter. */
function pairsOf(text: string): ReadonlySet<string> {
  const letters = wordsOf(text).join('_')
  const pairs = new Set<string>()
  for (let index = 0; index + 1 < letters.length; index++) pairs.add(letters.slice(index, index + 2))
  return pairs
}

function likeness(name: string, words: ReadonlySet<string>, pairs: ReadonlySet<string>): number {
  const ownWords = new Set(wordsOf(name))
  const ownPairs = pairsOf(name)
  return 0.5 * overlap(ownWords, words) + 0.5 * overlap(ownPairs, pairs)
}

/** Dice's coefficient: twice what two sets share over what both hold. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0
  let shared = 0
  for (const item of a) if (b.has(item)) shared++
  return (2 * shared) / (a.size + b.size)
}

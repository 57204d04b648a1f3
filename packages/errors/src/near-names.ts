/**
 * The names closest to one that does not exist, best first: those that share whole words with it, and those a few
 * keystrokes away. Names that have little in common with it are left out.
 */
export function nearNames(wanted: string, names: Iterable<string>, count = 3): string[] {
  return [...names]
    .map((name) => ({ name, likeness: likeness(wanted, name) }))
    .filter((candidate) => candidate.likeness >= leastLikeness)
    .sort((left, right) => right.likeness - left.likeness || left.name.localeCompare(right.name))
    .slice(0, count)
    .map(({ name }) => name)
}

// Below this, a suggestion misleads more often than it helps.
const leastLikeness = 0.4

/** From 0 (nothing in common) to 1 (the same but for case and separators). */
function likeness(left: string, right: string): number {
  return Math.max(dice(wordsOf(left), wordsOf(right)), dice(letterPairs(left), letterPairs(right)))
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9]+/g))
}

// Pairs survive a missing, doubled or swapped letter better than a comparison by position.
function letterPairs(text: string): ReadonlySet<string> {
  const letters = [...wordsOf(text)].join(' ').slice(0, 200)
  return new Set(Array.from(letters.slice(1), (letter, index) => `${letters[index]}${letter}`))
}

/** Sørensen–Dice coefficient: twice what two sets share, over their sizes together. */
function dice(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  if (left.size + right.size === 0) return 0
  const shared = [...left].filter((item) => right.has(item)).length
  return (2 * shared) / (left.size + right.size)
}

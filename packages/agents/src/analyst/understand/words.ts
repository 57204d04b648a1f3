/**
 * The words of a text, in small letters and without a plural's s: both sides of every comparison are made so. A name such
 * as `worker-1` stays one word.
 */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+(?:[-.'’][\p{L}\p{N}]+)*/gu) ?? []).map(stem)
}

/** The same with names taken apart, as texts are searched: `etcd_wal_fsync_p99` and `WAL fsync p99` share words. */
export function searchWords(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(stem)
}

function stem(word: string): string {
  const plain = word.replace(/['’]s$/, '')
  return plain.length > 3 && /[^suio]s$/.test(plain) ? plain.slice(0, -1) : plain
}

/** Whether a phrase stands somewhere in some words, whole and in one piece. */
export function holds(words: readonly string[], phrase: string): boolean {
  const wanted = wordsOf(phrase)
  return words.some((_, at) => wanted.every((word, index) => words[at + index] === word))
}

// Long enough that words with one beginning mean one thing: retransmission and retransmitted.
const commonBeginning = 6

/** How many words of a question stand in a title, in whatever form. */
export function sharedWords(title: string, question: string): number {
  const asked = searchWords(question)
  const same = (a: string, b: string) =>
    a === b || (a.length > commonBeginning && a.slice(0, commonBeginning) === b.slice(0, commonBeginning))
  return searchWords(title).filter((word) => asked.some((other) => same(word, other))).length
}

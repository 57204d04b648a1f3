/** What a model should have to read at most for one answer. */
const usualTokens = 1_500

/**
 * Cuts a text that a model could count as more than `maxTokens` (1,500 unless given) at the last line that fits, and says how much is
 * missing. Texts of ordinary length come back as they are.
 */
export function boundedText(text: string, maxTokens = usualTokens): string {
  // A byte is never more than one token.
  if (text.length < maxTokens && Buffer.byteLength(text) <= maxTokens) return text
  if (estimateTokens(text) <= maxTokens) return text
  const lines = text.split('\n')
  const kept: string[] = []
  // Room for the sentence that says what is missing.
  let left = maxTokens - 40
  for (const line of lines) {
    left -= estimateTokens(line) + 1
    if (left < 0) break
    kept.push(line)
  }
  if (kept.length === 0) kept.push(cutLine(lines[0] ?? '', maxTokens))
  const missing = lines.length - kept.length
  const what = missing > 0 ? `${missing} more lines` : 'The rest of this line'
  return `${kept.join('\n')}\n… ${what} left out; the structured data has them. Ask for less to see all.`
}

/**
 * An upper estimate of the o200k tokens of a text: tokenizers join the letters of words, and a space to the word or sign
 * after it, but digits only by three.
 */
export function estimateTokens(text: string): number {
  let tokens = 0
  for (const [run] of text.matchAll(/ ?[A-Za-z]+|\d+| ?[^\t-\r A-Za-z\d]|([\t-\r ])\1*/gu)) tokens += runTokens(run)
  return tokens
}

function runTokens(run: string): number {
  const visible = run.replace(/^ /, '')
  if (/^[\t-\r ]*$/.test(visible)) return Math.ceil(run.length / 4)
  // A sign outside ASCII has up to as many tokens as bytes.
  if (visible.charCodeAt(0) > 127) return Buffer.byteLength(visible)
  return isWordOrNumber(visible) ? Math.ceil(visible.length / 3) : visible.length
}

/** Letters with hardly a vowel among them, as in generated names, are no word that a tokenizer could know. */
function isWordOrNumber(run: string): boolean {
  const vowels = run.match(/[aeiouy]/gi) ?? []
  return /^\d/.test(run) || vowels.length * 5 >= run.length
}

function cutLine(line: string, maxTokens: number): string {
  let left = maxTokens - 40
  const runs: string[] = []
  for (const [run] of line.matchAll(/\s*\S{1,60}/gu)) {
    left -= estimateTokens(run) + 1
    if (left < 0) break
    runs.push(run)
  }
  return runs.join('')
}

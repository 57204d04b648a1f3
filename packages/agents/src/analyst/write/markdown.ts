/**
 * Text from a server as Markdown that shows it and nothing else: no markup, no link, no HTML, no line of its own. Texts
 * of tools hold label values, which anybody may have written.
 */
export function plain(text: string): string {
  return (
    text
      // Controls and what reorders text would show something else than is there.
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
      .replace(/ {2,}/g, ' ')
      .trim()
      .replace(/[\\`*[\]<>|~&@$]/g, '\\$&')
      // Inside a word an underscore means nothing, and names read better without the backslash.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      // Addresses become links by themselves.
      .replace(/:(?=\/\/)/g, '\\:')
      .replace(/(www)\./gi, '$1\\.')
      // Where a line begins so, it is a heading, a list, a rule or a quote.
      .replace(/^[#+=-]/, '\\$&')
      .replace(/^(\d+)([.)])/, '$1\\$2')
  )
}

/** A command to be pasted, in a fence that it cannot end. */
export function codeBlock(command: string): string {
  const text = command.replace(/(?!\n)\p{Cc}/gu, ' ').trim()
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}bash\n${text}\n${fence}`
}

/** A link to a document that a rule or a limit names; its host where it is no address of the web. */
export function sourceLink(source: string): string {
  if (!URL.canParse(source)) return plain(source)
  const url = new URL(source)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return plain(source)
  return `[${plain(url.hostname)}](<${url.href.replace(/[<>]/g, encodeURIComponent)}>)`
}

/** How many words a reader reads: commands and addresses are looked at, not read. */
export function countWords(markdown: string): number {
  const prose = markdown.replace(/```[\s\S]*?```/g, ' ').replace(/\]\(<[^>]*>\)/g, ' ')
  return (prose.match(/[\p{L}\p{N}][^\s]*/gu) ?? []).length
}

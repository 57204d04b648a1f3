/** Where a question is asked, for links of other pages. Encoded twice, since the router decodes once and not all of it. */
export const askAddress = (question: string): string => `/ask/${encodeURIComponent(encodeURIComponent(question))}`

/** The question of such an address, as the router gives it; one that was written by hand may not be encoded at all. */
export function askedQuestion(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A lone percent sign: it is the question as it stands.
    return part
  }
}

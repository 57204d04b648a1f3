import type { Cause } from '@ocp-perf/panel'

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

/** What machines and what runs on them are called. */
const nameForm = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,252}$/

/** A question about a cause. A name that is no name is left out: in a question it would be an order to a model. */
export function questionAbout({
  title,
  scope,
  members,
  nodes,
}: Pick<Cause, 'title' | 'scope' | 'members' | 'nodes'>): string {
  const isNamed = [...members, ...nodes].every((name) => nameForm.test(name))
  return `Why is there ${title.toLowerCase()}${isNamed ? ` at ${scope}` : ''}?`
}

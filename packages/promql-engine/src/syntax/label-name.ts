/**
 * Whether a text of a query may name a label: any may that is UTF-8. What is not was read as a lone surrogate for each byte.
 */
export function isLabelName(text: string): boolean {
  return text !== '' && !/\p{Surrogate}/u.test(text)
}

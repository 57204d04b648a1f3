/**
 * A text without what steers its reader's screen: control characters but newlines and tabs, marks that turn the direction
 * of writing, halves of characters.
 */
export function harmless(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu, '\ufffd')
}

/** Whether a text is an address that a reader may be sent to: of the web, and nothing but an address. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s"'<>\\`]+$/i.test(text) && harmless(text) === text && URL.canParse(text)
}

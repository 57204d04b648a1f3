/** The bytes that the text formats are made of. */
export const tab = 0x09
export const newline = 0x0a
const carriageReturn = 0x0d
export const space = 0x20
export const quote = 0x22
export const hash = 0x23
export const plus = 0x2b
export const minus = 0x2d
export const dot = 0x2e
export const zero = 0x30
export const backslash = 0x5c
export const openBrace = 0x7b
export const closeBrace = 0x7d
/** Sets the bit that tells small letters from capitals. */
export const lowerCase = 0x20

/** The first index from `at` on that holds neither a space nor a tab. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  let next = at
  while (bytes[next] === space || bytes[next] === tab) next++
  return next
}

/** Whether the line ends at `at`, with or without a carriage return. */
export function isLineEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === newline || (bytes[at] === carriageReturn && bytes[at + 1] === newline)
}

import { expect, test } from 'vitest'
import { xxHash64 } from './xx-hash.ts'

// The values of the reference implementation (xxhsum -H1).
test.each([
  ['', 0xef46db3751d8e999n],
  ['a', 0xd24ec4f1a98c6e5bn],
  ['abc', 0x44bc2cf5ad770999n],
  ['Nobody inspects the spammish repetition', 0xfbcea83c8a378bf1n],
])('the hash of %j is the reference’s', (text, hash) => {
  expect(xxHash64(new TextEncoder().encode(text))).toBe(hash)
})

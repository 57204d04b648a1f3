import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unescapeName } from './unescape-name.ts'

test.each([
  ['job', 'job'],
  ['__name__', '__name__'],
  ['U__http_2e_status', 'http.status'],
  ['U___2e__2e_', '..'],
  ['U__with__underscores', 'with_underscores'],
  ['U___1F680_', '🚀'],
  ['U__', ''],
  ['U__half_', 'U__half_'],
  ['U__no_zz_hex', 'U__no_zz_hex'],
  ['U___d800_', 'U___d800_'],
  ['U___110000_', 'U___110000_'],
  ['U___0000000041_', 'U___0000000041_'],
])('%s names %s', (text, name) => {
  expect(unescapeName(text)).toBe(name)
})

test('whatever name is escaped comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
      const escaped = Array.from(name, (character) => {
        if (character === '_') return '__'
        return /[A-Za-z0-9]/.test(character) ? character : `_${character.codePointAt(0)?.toString(16)}_`
      }).join('')
      expect(unescapeName(`U__${escaped}`)).toBe(name)
    }),
    { numRuns: 40 },
  )
})

/** Members that a truth names: one, the two of a pair (with a comma where names have dashes), or nobody in particular. */
export function sameSubject(expected: string, got: readonly string[], members: readonly string[]): boolean {
  if (expected === '') return got.length === 0
  const isEverybody = got.length === 0 || members.every((member) => got.includes(member))
  if (expected === 'cluster' || expected === 'all') return isEverybody
  const wanted = members.includes(expected) ? [expected] : expected.split(expected.includes(',') ? ',' : '-')
  return wanted.length === got.length && wanted.every((member) => got.includes(member))
}

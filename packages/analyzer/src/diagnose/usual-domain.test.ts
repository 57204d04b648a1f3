import { expect, test } from 'vitest'
import { testContext } from '../testing/index.ts'
import { usualDomain } from './usual-domain.ts'

const { domains, rules } = testContext({ url: 'http://127.0.0.1:1' })

test('the domain that its rules call usual is meant where nobody says which, wherever it stands', () => {
  const called = (usual: string) => (name: string) => {
    const known = rules(name)
    return { ...known, domain: { ...known.domain, usual: name === usual } }
  }
  expect(domains().map((name) => usualDomain({ domains, rules: called(name) }))).toEqual(domains())
})

test('without one it is the first, and without rules there is none', () => {
  expect(usualDomain({ domains: () => ['network', 'etcd'], rules: () => rules('network') })).toBe('network')
  expect(() => usualDomain({ domains: () => [], rules })).toThrow(expect.objectContaining({ code: 'not_found' }))
})

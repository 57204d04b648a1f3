import { describe, expect, test } from 'vitest'
import { analyze } from '../analyze.ts'
import type { Rules } from '../rules/rule-schema.ts'
import { type Change, catalog, measure, type Scene } from './measured.ts'

/** A cause, the nodes that it is at work on, and what it changes there. */
type Signature = readonly [cause: string, subjects: readonly string[], changes: readonly Change[]]

/** Diagnoses what is otherwise than in a healthy cluster by the rules of one domain. */
export function diagnoser(rules: Rules) {
  return (changes: readonly Change[] = [], scene: Scene = {}) =>
    analyze(measure(changes, { rules, ...scene }), rules, catalog)
}

export const nodeNames = (count: number) => Array.from({ length: count }, (_, index) => `n${index + 1}`)

/** What holds for every domain whose members are nodes: its health is told as such, and each cause by its signature. */
export function describeNodeDomain(rules: Rules, signatures: readonly Signature[]): void {
  const diagnose = diagnoser(rules)
  describe(`a healthy ${rules.domain.title}`, () => {
    test.each<[string, Scene]>([
      ['over an hour', {}],
      ['of one node', { members: ['m1'] }],
      ['of forty nodes', { members: nodeNames(40) }],
      ['on OpenShift', { platform: 'openshift' }],
    ])('has no cause %s, and a full score', (_, scene) => {
      const { verdict, causes, findings, score } = diagnose([], scene)
      expect({ verdict, causes, findings, score: score.value }).toEqual({
        verdict: 'ok',
        causes: [],
        findings: [],
        score: 100,
      })
    })
  })

  test('there is a signature for every cause', () => {
    expect(signatures.map(([cause]) => cause).sort()).toEqual(rules.causes.map(({ id }) => id).sort())
  })

  describe.each(signatures)('%s', (cause, subjects, changes) => {
    const told = diagnose(changes)

    test('is named first, with the node that it is at work on, since it began', () => {
      const [first] = told.causes
      expect(first).toMatchObject({ id: cause, members: subjects, nodes: subjects })
      const begun = told.window.start + 60 * 30
      expect(Math.abs((first?.onset ?? 0) - begun)).toBeLessThanOrEqual(60)
    })

    test('is named alone: what it brings about is a consequence', () => {
      expect(told.causes.map(({ id }) => id)).toEqual([cause])
    })

    test('tells what to do about it, with a source for each', () => {
      // Advice on pods is of no use where there are none, as on bare machines.
      const recommendations = diagnose(changes, { platform: 'openshift' }).causes[0]?.recommendations ?? []
      expect(recommendations).not.toEqual([])
      for (const { source } of recommendations) expect(source).toMatch(/^https:\/\//)
    })
  })
}

import { describe, expect, test } from 'vitest'
import { joined, type Rule } from '../testing/joined.ts'
import { _, series, vector } from '../testing/vectors.ts'

describe('two vectors, one to one', () => {
  const left = vector(series({ __name__: 'm', a: '1', b: 'x' }, 1, 2), series({ __name__: 'm', a: '2', b: 'x' }, 3, 4))
  const right = vector(series({ __name__: 'n', a: '1', b: 'x' }, 10, _), series({ __name__: 'n', a: '3' }, 5, 5))

  test('all labels but the name must match, at the same step', () => {
    expect(joined(left, '+', right)).toEqual({ '{a="1", b="x"}': [11, _] })
  })

  test('a comparison keeps the left side’s value and name', () => {
    expect(joined(left, '<', right)).toEqual({ '{__name__="m", a="1", b="x"}': [1, _] })
    expect(joined(left, '<', right, { returnsBool: true })).toEqual({ '{a="1", b="x"}': [1, _] })
  })

  test('on keeps its labels alone, so a comparison loses the name too; ignoring keeps the others', () => {
    const a = { on: true, labels: ['a'] }
    expect(joined(left, '<', right, a)).toEqual({ '{a="1"}': [1, _] })
    expect(joined(left, '<', right, { labels: ['b'] })).toEqual({ '{__name__="m", a="1"}': [1, _] })
    expect(joined(left, '<', left, { on: true, labels: ['__name__', 'a'] })).toEqual({})
    expect(joined(left, '==', left, { on: true, labels: ['__name__', 'a'] })).toMatchObject({
      '{__name__="m", a="1"}': [1, 2],
    })
  })

  test('on() lets anything meet anything', () => {
    const [one, other] = [vector(series({ a: '1' }, 2)), vector(series({ b: '1' }, 3))]
    expect(joined(one, '+', other, { on: true })).toEqual({ '{}': [5] })
  })

  test('a side without any point gives nothing, and refuses nothing', () => {
    expect(joined(vector(series({ a: '1' }, 1), series({ a: '2' }, 1)), '+', vector(), { on: true })).toEqual({})
  })
})

describe('matches that are not unique', () => {
  const job = { job: 'j' }
  const many = vector(series({ __name__: 'm', ...job, a: '1' }, 1), series({ __name__: 'm', ...job, a: '2' }, 2))
  const one = vector(series({ __name__: 'n', ...job }, 5))
  const on = { on: true, labels: ['job'] }

  test('two series of the right side in one group are named, in a stable order', () => {
    const sentence =
      'found duplicate series for the match group {job="j"} on the right hand-side of the operation: ' +
      '[{__name__="m", a="1", job="j"}, {__name__="m", a="2", job="j"}];' +
      'many-to-many matching not allowed: matching labels must be unique on one side'
    const error = expect.objectContaining({ code: 'bad_query', message: sentence })
    expect(() => joined(one, '+', many, on)).toThrow(error)
    const reversed = vector(...many.series.slice().reverse())
    expect(() => joined(one, '+', reversed, on)).toThrow(error)
  })

  test('under group_right the left side is the one', () => {
    expect(() => joined(many, '+', one, { ...on, cardinality: 'one-to-many' })).toThrow('on the left hand-side')
  })

  test('two series of the left side need group_left, also where a comparison drops them', () => {
    const sentence = 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
    expect(() => joined(many, '+', one, on)).toThrow(sentence)
    expect(() => joined(many, '>', one, on)).toThrow(sentence)
    expect(joined(many, '+', one, { ...on, cardinality: 'many-to-one' })).toEqual({
      '{a="1", job="j"}': [6],
      '{a="2", job="j"}': [7],
    })
  })

  test('series that take turns are no duplicates, on either side', () => {
    const turns = vector(series({ ...job, pod: 'old' }, 1, _, _), series({ ...job, pod: 'new' }, _, 2, 3))
    const steady = vector(series(job, 10, 10, _))
    expect(joined(turns, '+', steady, on)).toEqual({ '{job="j"}': [11, 12, _] })
    expect(joined(steady, '-', turns, on)).toEqual({ '{job="j"}': [9, 8, _] })
  })

  test('duplicates at a step without the other side are not looked at', () => {
    const double = vector(series({ ...job, a: '1' }, 1, 1), series({ ...job, a: '2' }, 1, _))
    expect(joined(vector(series(job, _, 5)), '+', double, on)).toEqual({ '{job="j"}': [_, 6] })
    const elsewhere = vector(series(job, _, 5), series({ job: 'other' }, 1, 1))
    expect(() => joined(elsewhere, '+', double, on)).toThrow('found duplicate series')
  })

  test('the first step that is refused decides the sentence', () => {
    const left = vector(series({ ...job, a: '1' }, 1, 1), series({ ...job, a: '2' }, 1, _))
    const right = vector(series({ ...job, b: '1' }, 1, 1), series({ ...job, b: '2' }, _, 1))
    expect(() => joined(left, '+', right, on)).toThrow('many-to-one matching must be explicit')
  })
})

describe('group_left and group_right', () => {
  const cpu = vector(
    series({ __name__: 'cpu', node: 'n1', mode: 'idle' }, 3, 30),
    series({ __name__: 'cpu', node: 'n1', mode: 'user' }, 1, 10),
    series({ __name__: 'cpu', node: 'n2', mode: 'user' }, 9, 90),
  )
  const role = vector(series({ __name__: 'role', node: 'n1', role: 'master' }, 2, 2))
  const left: Rule = { cardinality: 'many-to-one', on: true, labels: ['node'] }
  const right: Rule = { ...left, cardinality: 'one-to-many' }

  test('results have the labels of the many side and those included from the one side', () => {
    const expected = {
      '{mode="idle", node="n1", role="master"}': [6, 60],
      '{mode="user", node="n1", role="master"}': [2, 20],
    }
    expect(joined(cpu, '*', role, { ...left, include: ['role', 'nonesuch'] })).toEqual(expected)
    expect(joined(role, '*', cpu, { ...right, include: ['role'] })).toEqual(expected)
  })

  test('an included label that the one side lacks is taken away', () => {
    expect(joined(cpu, '-', vector(series({ node: 'n2' }, 1, 1)), { ...left, include: ['mode'] })).toEqual({
      '{node="n2"}': [8, 89],
    })
  })

  test('operands keep their sides, and a comparison keeps the left value under the many side’s name', () => {
    expect(joined(role, '-', cpu, right)).toEqual({
      '{mode="idle", node="n1"}': [-1, -28],
      '{mode="user", node="n1"}': [1, -8],
    })
    expect(joined(role, '<', cpu, right)).toEqual({
      '{__name__="cpu", mode="idle", node="n1"}': [2, 2],
      '{__name__="cpu", mode="user", node="n1"}': [_, 2],
    })
  })

  test('the metric’s name can be included by arithmetic, never by bool', () => {
    expect(Object.keys(joined(cpu, '*', role, { ...left, include: ['__name__'] }))[0]).toBe(
      '{__name__="role", mode="idle", node="n1"}',
    )
    expect(Object.keys(joined(cpu, '>', role, { ...left, include: ['__name__'], returnsBool: true }))[0]).toBe(
      '{mode="idle", node="n1"}',
    )
  })

  test('included labels that make results of one group equal are refused, also where a comparison drops them', () => {
    const sentence = 'multiple matches for labels: grouping labels must ensure unique matches'
    const rule = { ...left, include: ['mode'] }
    expect(() => joined(cpu, '*', role, rule)).toThrow(sentence)
    expect(() => joined(cpu, '<', vector(series({ node: 'n1' }, 0, 0)), rule)).toThrow(sentence)
  })

  test('equal results of different groups are refused as any equal label sets are', () => {
    const many = vector(series({ a: '1', b: 'x' }, 1), series({ a: '2', b: 'x' }, 2))
    const one = vector(series({ a: '1', n: '1' }, 1), series({ a: '2', n: '2' }, 1))
    const twisted = vector(series({ k: '1', a: 'same' }, 1), series({ k: '2', a: 'same' }, 1))
    expect(Object.keys(joined(many, '*', one, { ...left, labels: ['a'], include: ['n'] }))).toHaveLength(2)
    const byK = vector(series({ k: '1' }, 1), series({ k: '2' }, 2))
    expect(() => joined(byK, '*', twisted, { ...left, labels: ['k'], include: ['a', 'k'] })).not.toThrow()
    const clash = vector(series({ k: '1', j: '1' }, 1), series({ k: '2', j: '1' }, 2))
    const emptied = vector(series({ k: '1' }, 1), series({ k: '2' }, 1))
    expect(() => joined(clash, '*', emptied, { ...left, labels: ['k'], include: ['j'] })).not.toThrow()
    const names = vector(series({ __name__: 'm', a: '1' }, 1), series({ __name__: 'n', a: '1' }, 1))
    const byName = vector(series({ __name__: 'm' }, 1), series({ __name__: 'n' }, 1))
    expect(() => joined(names, '*', byName, { ...left, labels: ['__name__'] })).toThrow(
      'vector cannot contain metrics with the same labelset',
    )
  })
})

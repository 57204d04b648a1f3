import { describe, expect, test } from 'vitest'
import { askRange, askSamples } from '../testing/ask-samples.ts'

const samples = { 'x{src="value-10",dst="old"}': [0], 'x{src="value-20",dst="old"}': [1] }

async function labels(query: string, of: Parameters<typeof askSamples>[0] = samples): Promise<string[]> {
  return Object.keys((await askSamples(of, query)).values)
}

describe('label_replace', () => {
  test.each([
    ['"dst", "new-$1", "src", "value-(.*)"', 'dst="new-10", src="value-10"'],
    ['"dst", "new-$1", "src", "alue-(.*)"', 'dst="old", src="value-10"'],
    ['"dst", "$2 of $1", "src", "(.*)-(.*)"', 'dst="10 of value", src="value-10"'],
    ['"dst", "$word!", "src", "(?P<word>[a-z]+)-.*"', 'dst="value!", src="value-10"'],
    ['"dst", "new-$1", "missing", "value-(.*)"', 'dst="old", src="value-10"'],
    ['"dst", "new-$1", "missing", "(.*)"', 'dst="new-", src="value-10"'],
    ['"dst", "", "dst", ".*"', 'src="value-10"'],
    ['"other", "a", "src", ".*"', 'dst="old", other="a", src="value-10"'],
  ])('(x, %s) gives {%s}', async (rest, expected) => {
    expect((await labels(`label_replace(x, ${rest})`))[0]).toBe(`{__name__="x", ${expected}}`)
  })

  test('may give another name', async () => {
    expect((await labels('label_replace(x, "__name__", "y", "", "")'))[0]).toContain('__name__="y"')
  })

  test.each([
    ['"src", "", "", ""', 'same labelset'],
    ['"dst", "a", "src", "(.*"', 'regular expression'],
    ['"", "a", "src", ".*"', 'label name'],
    ['"\\xff", "a", "src", ".*"', 'label name'],
  ])('(x, %s) is refused with its place', async (rest, expected) => {
    await expect(labels(`label_replace(x, ${rest})`)).rejects.toMatchObject({
      code: 'bad_query',
      message: expect.stringMatching(new RegExp(`${expected}.* in line 1, column 1`)),
      hint: expect.any(String),
    })
  })

  test('takes a name that holds U+FFFD, which is a character like any other', async () => {
    expect(await labels('label_replace(x{src="value-10"}, "a\\ufffd", "b", "", "")')).toEqual([
      '{__name__="x", "a\ufffd"="b", dst="old", src="value-10"}',
    ])
  })

  test('looks for no groups that the replacement does not name, and for a hundred at most', async () => {
    const many = '(.?)'.repeat(101)
    expect(await labels(`label_replace(x{src="value-10"}, "dst", "$0!", "src", "${many}")`)).toEqual([
      '{__name__="x", dst="value-10!", src="value-10"}',
    ])
    await expect(labels(`label_replace(x, "dst", "$1", "src", "${many}")`)).rejects.toMatchObject({
      code: 'bad_query',
      message: expect.stringContaining('101 groups'),
      hint: expect.stringContaining('(?:'),
    })
  })

  test('joins series that become the same but never meet', async () => {
    const meeting = {
      'x{i="1"}': [2, null, null, null, null, null, null],
      'x{i="2"}': [null, null, null, null, null, null, 4],
    }
    const steps = { start: 0, end: 360, step: 360 }
    expect(await askRange(meeting, 'label_replace(x, "i", "both", "i", ".*")', steps)).toEqual({
      '{__name__="x", i="both"}': [2, 4],
    })
  })
})

test.each(['label_join(?, "dst", "", "dst", "dst", "dst", "dst")', 'label_replace(?, "dst", "$0$0$0$0", "dst", ".*")'])(
  '%s within itself is refused before the labels fill the memory',
  async (call) => {
    const nested = Array.from({ length: 16 }).reduce<string>(
      (inner) => call.replace('?', () => inner),
      'x{src="value-10"}',
    )
    await expect(labels(nested)).rejects.toMatchObject({ code: 'too_large', hint: expect.any(String) })
  },
)

describe('label_join', () => {
  const three = { 'x{a="1",b="2",dst="old"}': [0] }

  test.each([
    ['"dst", "-", "a", "b"', 'a="1", b="2", dst="1-2"'],
    ['"dst", "-", "a", "missing", "b"', 'a="1", b="2", dst="1--2"'],
    ['"dst", "", "missing"', 'a="1", b="2"'],
    ['"dst", ", "', 'a="1", b="2"'],
    ['"other", "", "b", "b"', 'a="1", b="2", dst="old", other="22"'],
  ])('(x, %s) gives {%s}', async (rest, expected) => {
    expect(await labels(`label_join(x, ${rest})`, three)).toEqual([`{__name__="x", ${expected}}`])
  })

  test('refuses series that become the same', async () => {
    const same = { 'x{n="a",both="c"}': [1], 'x{n="b",both="c"}': [1] }
    await expect(labels('label_join(x, "n", "", "both")', same)).rejects.toThrow(/same labelset/)
  })

  test.each(['"", "-", "a"', '"dst", "-", "a", ""'])('(x, %s) is refused', async (rest) => {
    await expect(labels(`label_join(x, ${rest})`)).rejects.toThrow(/invalid (source|destination) label name/)
  })
})

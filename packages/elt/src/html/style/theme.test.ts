import { describe, expect, test } from 'vitest'
import { limitStrokes, strokes } from '../../charts/palette.ts'
import { themeStyle } from './theme.ts'

const [light = '', dark = ''] = themeStyle.split('@media')

function colorsOf(css: string): Map<string, string> {
  return new Map([...css.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]))
}

/** Relative luminance, WCAG 2.2. */
function luminance(color: string): number {
  const channel = (at: number): number => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one)
  return (high + 0.05) / (low + 0.05)
}

describe.each([
  ['light', colorsOf(light)],
  ['dark', colorsOf(dark)],
])('the %s theme', (_, colors) => {
  const of = (first: string, second: string) =>
    contrast(colors.get(first) ?? '#000000', colors.get(second) ?? '#000000')
  const kinds = ['ok', 'watch', 'degraded', 'critical', 'none']

  test('text can be read on everything that it stands on', () => {
    for (const text of ['ink', 'muted', 'link']) {
      for (const ground of ['page', 'surface', 'raised'])
        expect(of(text, ground), `${text} on ${ground}`).toBeGreaterThan(4.5)
    }
    for (const kind of kinds) {
      for (const ground of [`${kind}-tint`, 'surface'])
        expect(of(`${kind}-ink`, ground), `${kind} on ${ground}`).toBeGreaterThan(4.5)
    }
  })

  test('links can be read in cells that stand out', () => {
    for (const kind of ['watch', 'degraded', 'critical']) expect(of('link', `${kind}-tint`), kind).toBeGreaterThan(4.5)
  })

  test('every line of a chart stands out from its ground', () => {
    for (const index of strokes.keys())
      expect(of(`series-${index + 1}`, 'surface'), `line ${index + 1}`).toBeGreaterThan(3)
  })
})

test('a chart that stands alone has the colours of the light theme', () => {
  const colors = colorsOf(light)
  for (const { color } of [...strokes, ...Object.values(limitStrokes)]) {
    const [, name = '', fallback] = /^var\(--([\w-]+),(#[0-9a-f]{6})\)$/.exec(color) ?? []
    expect(colors.get(name), name).toBe(fallback)
  }
})

test('no two lines of a chart have the same dashes', () => {
  const dashes = strokes.map(({ dash }) => JSON.stringify(dash))
  expect(new Set(dashes).size).toBe(strokes.length)
})

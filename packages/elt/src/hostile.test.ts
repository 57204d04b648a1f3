import { type PanelResult, type Report, reportSchema } from '@ocp-perf/panel'
import fc from 'fast-check'
import { lexer, type Token, walkTokens } from 'marked'
import { beforeAll, describe, expect, test } from 'vitest'
import { pageScript } from './html/script.ts'
import { renderPanel } from './render-panel.ts'
import { renderReport } from './render-report.ts'
import { attribute, type ParsedPage, parsePage, textIn } from './testing/parsed-page.ts'
import { smallReport, withFrames } from './testing/small-report.ts'

/** Many pages are drawn. */
const slow = { timeout: 120_000 }

const attacks = [
  '<script>alert(1)</script>',
  '</script></style></title></desc></svg></details></table><b>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '&lt;b&gt; &amp; &#60; &',
  ']]><![CDATA[',
  '<!-- -->',
  '| a | b |\n| --- | --- |',
  '` ``` ~~~',
  '**b** _i_ ~~d~~ __u__',
  '[x](javascript:alert(1)) ![x](https://evil.example/x.png) [y]: z',
  '\n# heading\n\n- item\n\n<details>\n\n---\n',
  '\\',
  '1. one',
  '<https://evil.example> https://evil.example www.evil.example',
  '@everyone',
  '\u001b[31m\u202e\ud800\u0000',
]

const hostile = fc.oneof(
  fc.constantFrom(...attacks),
  fc.array(fc.constantFrom(...attacks, 'm1', ' '), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', minLength: 1 }),
)

/** Fields whose values are a closed set, which no text from outside can be. */
const closed = new Set(['verdict', 'severity', 'unit', 'comparison', 'role', 'kind', 'standing'])

/** A report all of whose texts, label names included, are made hostile; a new id stands for the same id everywhere. */
function spoil(report: Report, spoilText: (text: string) => string): Report {
  const spoilt = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return closed.has(key) ? value : spoilText(value)
    if (Array.isArray(value)) return value.map((each) => spoilt(each, key))
    if (typeof value !== 'object' || value === null) return value
    const isLabels = key === 'labels' || key === 'subject'
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [isLabels ? spoilText(name) : name, spoilt(each, name)]),
    )
  }
  return reportSchema.parse(spoilt(report, ''))
}

/** How often each element occurs, links aside: an address that is none stays text. */
function elementCounts({ elements }: ParsedPage): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { tagName } of elements) if (tagName !== 'a') counts[tagName] = (counts[tagName] ?? 0) + 1
  return counts
}

/** Everything that could run, load or lead somewhere. */
function expectHarmless(page: ParsedPage): void {
  for (const { attrs } of page.elements) {
    for (const { name, value } of attrs) {
      expect(name).not.toMatch(/^on|^style$|^src|^action$|^formaction$|^ping$/)
      if (name.endsWith('href')) expect(value).toMatch(/^#|^https?:\/\//)
    }
  }
  expect(page.named('script').map(textIn)).toEqual([pageScript])
}

describe('in a page', () => {
  let benign: ParsedPage
  beforeAll(async () => {
    benign = parsePage(await renderReport(withFrames(smallReport()), 'html'))
  })

  test('a report without malice is well-formed', () => {
    expect(benign.errors).toEqual([])
    expect(benign.named('svg').length).toBeGreaterThan(5)
    expectHarmless(benign)
  })

  test('whatever a report says stays text, in tables, titles, commands, links and charts', slow, async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.boolean(), async (attack, first) => {
        const report = spoil(smallReport(), (text) => (first ? `${attack}${text}` : `${text}${attack}`))
        const page = parsePage(await renderReport(withFrames(report), 'html'))
        expect(page.errors).toEqual([])
        expect(elementCounts(page)).toEqual(elementCounts(benign))
        expectHarmless(page)
      }),
      { numRuns: 20, examples: attacks.map((attack, index) => [attack, index % 2 === 0]) },
    )
  })

  test('what a model writes brings paragraphs, lists, bold and code, and nothing else', slow, async () => {
    const allowed = new Set(['p', 'ul', 'ol', 'li', 'span', 'b', 'pre', 'code'])
    const others = (page: ParsedPage) =>
      Object.entries(elementCounts(page)).filter(([name]) => !allowed.has(name) && name !== 'section' && name !== 'h2')
    const addresses = (page: ParsedPage) => page.named('a').map((element) => attribute(element, 'href'))
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (text, model) => {
        const report = { ...smallReport(), narrative: { text, model } }
        const page = parsePage(await renderReport(withFrames(report), 'html'))
        expect(page.errors).toEqual([])
        expect(others(page)).toEqual(others(benign))
        expect(addresses(page).filter((href) => href !== '#narrative')).toEqual(addresses(benign))
        expect(page.named('h2').length).toBe(benign.named('h2').length + 1)
        expectHarmless(page)
      }),
      { numRuns: 20, examples: attacks.map((attack) => [attack, attack]) },
    )
  })

  test('a text is shown as it was written', async () => {
    const attack = '<script>alert("1") && \'2\'</script>'
    const page = parsePage(await renderReport(withFrames(spoil(smallReport(), (text) => `${text}${attack}`)), 'html'))
    expect(page.named('h1').map(textIn)).toEqual([`A report${attack}`])
    expect(page.named('code').map(textIn)).toEqual([`iostat -x\nexit${attack}`])
    expect(page.named('desc').map(textIn)).toContain(`Fsync p99: m2 degraded${attack}`)
    expect(page.named('th').map(textIn)).toContain(`m2${attack}`)
  })

  test('an address that is none of the web is text', async () => {
    const report = spoil(smallReport(), (text) => text.replace(/^https:.*/, 'javascript:alert(1)'))
    const page = parsePage(await renderReport(withFrames(report), 'html'))
    const links = page.named('a').flatMap((element) => attribute(element, 'href') ?? [])
    expect(links.filter((href) => !href.startsWith('#'))).toEqual([])
    expect(textIn(page.named('main')[0] ?? page.elements[0] ?? benign.elements[0] ?? fail())).toContain(
      'javascript:alert(1)',
    )
  })
})

function fail(): never {
  throw new Error('the page has no element')
}

/** How often each kind of token occurs, text aside; links count by their address. */
function tokenCounts(markdown: string): Record<string, number> {
  const counts: Record<string, number> = {}
  void walkTokens(lexer(markdown), (token: Token) => {
    const kind = token.type
    if (kind === 'text' || kind === 'escape' || kind === 'space' || kind === 'link') return
    counts[kind] = (counts[kind] ?? 0) + 1
  })
  return counts
}

function linksOf(markdown: string): string[] {
  const links: string[] = []
  void walkTokens(lexer(markdown), (token: Token) => {
    if (token.type === 'link') links.push(String(token.href))
  })
  return [...new Set(links)]
}

describe('in Markdown', () => {
  test('whatever a report says changes no table, list or heading, and adds no link, image, code or tag', async () => {
    const benign = await renderReport(withFrames(smallReport()), 'markdown')
    await fc.assert(
      fc.asyncProperty(hostile, fc.boolean(), async (attack, first) => {
        const report = spoil(smallReport(), (text) => {
          if (text.startsWith('https:')) return text
          return first ? `${attack}${text}` : `${text}${attack}`
        })
        const markdown = await renderReport({ report, frames: new Map() }, 'markdown')
        expect(tokenCounts(markdown)).toEqual(tokenCounts(benign))
        expect(linksOf(markdown)).toEqual(linksOf(benign))
        expect(markdown).not.toMatch(/(?!\n)\p{Cc}/u)
      }),
      { numRuns: 20, examples: attacks.map((attack, index) => [attack, index % 2 === 0]) },
    )
  })

  test('what a model writes adds no tag, link, image, heading or table', async () => {
    const allowed = new Set(['paragraph', 'list', 'list_item', 'strong', 'code', 'codespan'])
    const others = (markdown: string) => Object.entries(tokenCounts(markdown)).filter(([kind]) => !allowed.has(kind))
    const write = (narrative: Report['narrative']) =>
      renderReport({ report: { ...smallReport(), narrative }, frames: new Map() }, 'markdown')
    const plain = await write({ text: 'm2 is slow.', model: 'm' })
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (text, model) => {
        const markdown = await write({ text, model })
        expect(others(markdown)).toEqual(others(plain))
        expect(linksOf(markdown)).toEqual(linksOf(plain))
        expect(markdown).not.toMatch(/(?!\n)\p{Cc}/u)
      }),
      { numRuns: 200, examples: attacks.map((attack) => [attack, attack]) },
    )
  })

  test('an address that is none of the web is no link', async () => {
    const report = spoil(smallReport(), (text) => text.replace(/^https:.*/, 'javascript:alert(1)'))
    expect(linksOf(await renderReport({ report, frames: new Map() }, 'markdown'))).toEqual([])
  })
})

test('a panel is no safer a place', async () => {
  const { sections } = spoil(smallReport(), (text) => `${text}<img src=x onerror=alert(1)>`)
  const panel: PanelResult = sections[0]?.panel ?? fail()
  const page = parsePage(await renderPanel(panel, withFrames(smallReport()).frames, 'html'))
  expect(page.errors).toEqual([])
  expect(page.named('img')).toEqual([])
  expectHarmless(page)
  expect(tokenCounts(await renderPanel(panel, new Map(), 'markdown'))).not.toHaveProperty('html')
})

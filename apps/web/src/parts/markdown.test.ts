import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { hostileText } from '../testing/script.ts'
import { Markdown, webAddress } from './markdown.tsx'

const rendered = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }))

test('HTML in a text stays text, and nothing in it is fetched or run', () => {
  const html = rendered(hostileText)
  expect(html).not.toMatch(/<(script|img|iframe)/)
  expect(html).not.toMatch(/href="(javascript|data):/)
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
})

test.each([
  'javascript:alert(1)',
  ' JAVASCRIPT:x',
  'data:text/html,x',
  '//evil.example',
  'file:///etc/passwd',
  '#/reports',
])('%s leads nowhere', (address) => expect(webAddress(address)).toBe(''))

test('a web address is kept, opens beside the page and tells the other side nothing', () => {
  expect(rendered('[faq](https://etcd.io/docs/)')).toContain(
    '<a href="https://etcd.io/docs/" target="_blank" rel="noreferrer noopener">faq</a>',
  )
})

test('an address whose text was escaped stays text, and one that stands as such is a link', () => {
  expect(rendered('m2 http\\://evil.example/p.png and www\\.evil.example and a@evil.example')).not.toContain('<a ')
  expect(rendered('See https://etcd.io/docs and [etcd](<https://etcd.io/>).').match(/<a /g)).toHaveLength(2)
})

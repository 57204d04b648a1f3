import { harmless, isWebAddress } from '../text/harmless.ts'

const trusted = Symbol('markup')

/** Markup that was made here: what goes into a page as it is. Nothing that was parsed from outside can be one. */
export interface Markup {
  readonly [trusted]: string
}

type Part = Markup | string | number | undefined | null | readonly Part[]

/** A template whose every text is escaped; only markup made by it, or by {@link ownMarkup}, passes as it is. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { [trusted]: strings.reduce((text, literal, index) => `${text}${written(parts[index - 1])}${literal}`) }
}

/** Declares a text to be markup: for what this package itself wrote, never for what it was given. */
export function ownMarkup(text: string): Markup {
  return { [trusted]: text }
}

/** The text of some markup. */
export function textOf(markup: Markup): string {
  return markup[trusted]
}

function written(part: Part): string {
  if (part === undefined || part === null) return ''
  if (typeof part === 'string') return escapeText(part)
  if (typeof part === 'number') return String(part)
  return trusted in part ? part[trusted] : part.map(written).join('')
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text as it stands in markup, within an element or a quoted attribute. */
export function escapeText(text: string): string {
  // Most texts are plain: a page has tens of thousands.
  if (/^[\w .,:;%/()+–±→-]*$/.test(text)) return text
  return harmless(text).replace(/[&<>"']/g, (character) => escapes[character] ?? '')
}

/** A link where the address is one of the web; else the address as text. */
export function link(address: string, text: string = address): Markup {
  return isWebAddress(address) ? html`<a href="${address}" rel="noopener noreferrer">${text}</a>` : html`${text}`
}

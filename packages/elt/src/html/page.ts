import { createHash } from 'node:crypto'
import { pageScript } from './script.ts'
import { type PageParts, skeleton } from './skeleton.ts'
import { pageStyle } from './style.ts'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Source expression for the one script of our pages, for a server's `script-src`. */
export const pageScriptHash: string = hashOf(pageScript)

/** What our pages need, for a server that sends it as a header, and the rule that they carry themselves. */
export const pageSecurityPolicy: string = [
  "default-src 'none'",
  `script-src ${pageScriptHash}`,
  `style-src ${hashOf(pageStyle)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** A page that stands alone: no request leaves it, and what runs in it is our one script. */
export function page(parts: PageParts): string {
  return skeleton({ ...parts, policy: pageSecurityPolicy, style: pageStyle, script: pageScript })
}

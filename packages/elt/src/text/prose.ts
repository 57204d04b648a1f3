import { lexer } from 'marked'
import { z } from 'zod'

/** A stretch of text. */
export interface Span {
  kind: 'text' | 'strong' | 'code'
  text: string
}

export type Block =
  | { kind: 'paragraph'; spans: readonly Span[] }
  | { kind: 'list'; start: number | null; items: readonly (readonly Block[])[] }
  | { kind: 'code'; text: string }

const tokenSchema = z.object({
  type: z.string(),
  raw: z.string(),
  text: z.string().optional(),
  ordered: z.boolean().optional(),
  start: z.union([z.number(), z.literal('')]).optional(),
  get tokens(): z.ZodOptional<z.ZodArray<typeof tokenSchema>> {
    return z.array(tokenSchema).optional()
  },
  get items(): z.ZodOptional<z.ZodArray<typeof tokenSchema>> {
    return z.array(tokenSchema).optional()
  },
})
type Token = z.infer<typeof tokenSchema>

// What is asked for is a tenth of it; what is built to be slow to read is cut.
const mostCharacters = 8000
const deepest = 4

/**
 * Reads Markdown that nobody vouches for, such as a model's: paragraphs, lists, bold and code. Whatever else it means to be,
 * a heading, a table, an image, HTML, is text; of a link only the text is left.
 */
export function readProse(markdown: string): Block[] {
  const text = markdown.length > mostCharacters ? `${markdown.slice(0, mostCharacters)} …` : markdown
  try {
    return blocksOf(z.array(tokenSchema).parse(lexer(text)), 0)
  } catch (error) {
    // The lexer calls itself for each level, and a thousand levels say nothing.
    if (!(error instanceof RangeError)) throw error
    return paragraph(textOf(text))
  }
}

function blocksOf(tokens: readonly Token[], depth: number): Block[] {
  return tokens.flatMap((token) => blockOf(token, depth))
}

function blockOf(token: Token, depth: number): Block[] {
  const { type, raw, text = '', tokens = [], items = [], ordered = false, start } = token
  if (type === 'space' || type === 'hr' || type === 'def' || type === 'checkbox') return []
  if (depth > deepest) return paragraph([{ kind: 'text', text: raw }])
  if (type === 'list') {
    const first = ordered ? (typeof start === 'number' ? start : 1) : null
    return [{ kind: 'list', start: first, items: items.map((item) => blocksOf(item.tokens ?? [], depth + 1)) }]
  }
  if (type === 'code') return [{ kind: 'code', text }]
  if (type === 'blockquote') return blocksOf(tokens, depth + 1)
  if (type === 'heading') return paragraph([{ kind: 'strong', text: plainOf(tokens) }])
  if (type === 'paragraph' || type === 'text') return paragraph(tokens.length === 0 ? textOf(text) : spansOf(tokens))
  return paragraph(textOf(raw))
}

function paragraph(spans: readonly Span[]): Block[] {
  return spans.some(({ text }) => text.trim() !== '') ? [{ kind: 'paragraph', spans }] : []
}

const textOf = (text: string): Span[] => [{ kind: 'text', text }]

function spansOf(tokens: readonly Token[]): Span[] {
  return tokens.flatMap((token): Span[] => {
    const { type, raw, text = '', tokens: inner = [] } = token
    if (type === 'codespan') return [{ kind: 'code', text }]
    if (type === 'strong') return [{ kind: 'strong', text: plainOf(inner) }]
    if (type === 'em' || type === 'del' || type === 'link') return spansOf(inner)
    if (type === 'br') return textOf(' ')
    if (type === 'escape' || type === 'image') return textOf(text)
    return inner.length > 0 ? spansOf(inner) : textOf(type === 'text' ? text : raw)
  })
}

function plainOf(tokens: readonly Token[]): string {
  return spansOf(tokens)
    .map(({ text }) => text)
    .join('')
}

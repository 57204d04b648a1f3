import type { Narrative } from '@ocp-perf/panel'
import { harmless } from './harmless.ts'
import { codeBlock, words } from './markdown.ts'
import { type Block, readProse, type Span } from './prose.ts'

/** Who wrote it, and what that is worth. */
export function narrativeLabel(model: string): string {
  return `Written by the model ${model} about the figures of this report. Each figure in it was checked against them; what it makes of them was not.`
}

/** What a model wrote about a report, as blocks of Markdown. */
export function narrativeBlocks({ text, model }: Narrative): string[] {
  return ['## In words', ...readProse(text).map((block) => blockText(block, '')), words(narrativeLabel(model))]
}

function blockText(block: Block, indent: string): string {
  if (block.kind === 'code') return codeBlock(block.text, indent)
  if (block.kind === 'paragraph') return `${indent}${block.spans.map(spanText).join('').trim()}`
  return block.items
    .map((item, at) => {
      const mark = block.start === null ? '- ' : `${block.start + at}. `
      const inner = `${indent}${' '.repeat(mark.length)}`
      const text = item.map((each) => blockText(each, inner)).join('\n\n')
      return `${indent}${mark}${text.trimStart()}`
    })
    .join('\n')
}

function spanText({ kind, text }: Span): string {
  if (kind === 'code') return codeSpan(text)
  // Escaping takes the blanks at both ends, which part a span from the next one.
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
  if (inner === '') return text === '' ? '' : ' '
  const told = kind === 'strong' ? `**${words(inner)}**` : words(inner)
  return `${before === '' ? '' : ' '}${told}${after === '' ? '' : ' '}`
}

/** Code within a line, in a fence longer than any in it. */
function codeSpan(text: string): string {
  const line = harmless(text).replace(/\s+/g, ' ').trim()
  if (line === '') return ''
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

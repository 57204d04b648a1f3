import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

/** What a browser makes of a page. */
export interface ParsedPage {
  /** In the order of the page. */
  elements: Element[]
  errors: string[]
  named(name: string): Element[]
}

export function parsePage(page: string): ParsedPage {
  const errors: string[] = []
  const document = parse(page, { onParseError: ({ code }) => errors.push(code) })
  const elements = elementsOf(document)
  return { elements, errors, named: (name) => elements.filter(({ tagName }) => tagName === name) }
}

function elementsOf(node: Node): Element[] {
  const own = 'tagName' in node ? [node] : []
  const children = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : []
  return [...own, ...children]
}

/** All text within a node. */
export function textIn(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textIn).join('') : ''
}

export function attribute({ attrs }: Element, name: string): string | undefined {
  return attrs.find((each) => each.name === name)?.value
}

import type { SyntaxNode } from '@lezer/common'
import { stringOf } from '@ocp-perf/promql'
import { isLabelName } from './label-name.ts'
import { refusal } from './refusal.ts'

/** The labels of a `GroupingLabels` node, in order. @throws AppError `bad_query` for what is no label name. */
export function readLabelNames(node: SyntaxNode | null | undefined, text: string): string[] {
  const names: string[] = []
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (child.name === 'LabelName') names.push(text.slice(child.from, child.to))
    if (child.name === 'QuotedLabelName') {
      const name = stringOf(child, text)
      if (!isLabelName(name)) {
        throw refusal(text, child, `invalid label name for grouping: ${text.slice(child.from, child.to)}`)
      }
      names.push(name)
    }
  }
  return names
}

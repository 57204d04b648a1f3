import { AppError } from '@ocp-perf/errors'
import type { Labels } from '@ocp-perf/promql'
import { withLabels } from '../evaluate/operators/labels.ts'
import type { Value } from '../evaluate/value.ts'
import { labelOf } from '../samples/label-of.ts'
import { compileRegex } from '../samples/match.ts'
import { textAt, vectorAt } from './arguments.ts'
import { expandTemplate } from './expand-template.ts'
import type { FunctionSpec } from './function-spec.ts'

/** Functions that give series another label. Series that become equal are joined, or refused, behind them. */
export const relabellingFunctions: readonly FunctionSpec[] = [
  {
    name: 'label_replace',
    args: ['vector', 'string', 'string', 'string', 'string'],
    returns: 'vector',
    implementation: { kind: 'whole', apply: labelReplace },
  },
  {
    name: 'label_join',
    args: ['vector', 'string', 'string', 'string'],
    repeats: true,
    returns: 'vector',
    implementation: { kind: 'whole', apply: labelJoin },
  },
]

function labelReplace(args: readonly Value[]): Value {
  const [target, template, source] = [textAt(args, 1), textAt(args, 2), textAt(args, 3)]
  const regex = compileRegex(textAt(args, 4))
  checkLabelName(target, 'destination', 'label_replace')
  return relabelled(args, (labels) => {
    const groups = regex.groups(labelOf(labels, source))
    if (groups === undefined) return labels
    return withLabels(labels, new Map([[target, expandTemplate(template, groups, regex.names)]]))
  })
}

function labelJoin(args: readonly Value[]): Value {
  const [target, separator] = [textAt(args, 1), textAt(args, 2)]
  const sources = args.slice(3).map((_, index) => textAt(args, index + 3))
  for (const source of sources) checkLabelName(source, 'source', 'label_join')
  checkLabelName(target, 'destination', 'label_join')
  return relabelled(args, (labels) => {
    const joined = sources.map((source) => labelOf(labels, source)).join(separator)
    return withLabels(labels, new Map([[target, joined]]))
  })
}

function relabelled(args: readonly Value[], relabel: (labels: Labels) => Labels): Value {
  const series = vectorAt(args, 0).series.map((one) => ({ ...one, labels: relabel(one.labels) }))
  return { type: 'vector', series }
}

function checkLabelName(name: string, role: 'source' | 'destination', call: string): void {
  // Since Prometheus 3 any UTF-8 text may name a label; bytes that are none became U+FFFD when the literal was read.
  if (name !== '' && !/[\uFFFD\p{Surrogate}]/u.test(name)) return
  throw new AppError('bad_query', `invalid ${role} label name in ${call}(): ${JSON.stringify(name)}`, {
    hint: 'Name the label in letters, digits and underscores.',
  })
}

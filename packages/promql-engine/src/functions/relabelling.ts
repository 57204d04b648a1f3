import { AppError } from '@ocp-perf/errors'
import type { Labels } from '@ocp-perf/promql'
import { withLabels } from '../evaluate/operators/labels.ts'
import type { Value } from '../evaluate/value.ts'
import { labelOf } from '../samples/label-of.ts'
import { type AnchoredRegex, compileRegex } from '../samples/match.ts'
import { isLabelName } from '../syntax/label-name.ts'
import { textAt, vectorAt } from './arguments.ts'
import { expandTemplate, readTemplate, type Template } from './expand-template.ts'
import type { CallContext, FunctionSpec } from './function-spec.ts'

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

// Calls within calls multiply the text of their labels. What one label may have keeps expressions over it fast, what all
// labels of a call may have together keeps them in memory.
const longestLabel = 2 ** 14
const mostCharacters = 2 ** 26

// The time that RE2 takes to find groups grows with their number.
const mostGroups = 100

function labelReplace(args: readonly Value[], context: CallContext): Value {
  const [target, source] = [textAt(args, 1), textAt(args, 3)]
  const regex = compileRegex(textAt(args, 4))
  checkLabelName(target, 'destination', 'label_replace')
  const template = readTemplate(textAt(args, 2), regex.names)
  const groupsOf = findGroups(regex, template)
  return relabelled(args, target, context, (labels) => {
    const groups = groupsOf(labelOf(labels, source))
    return groups && expandTemplate(template, groups)
  })
}

function labelJoin(args: readonly Value[], context: CallContext): Value {
  const [target, separator] = [textAt(args, 1), textAt(args, 2)]
  const sources = args.slice(3).map((_, index) => textAt(args, index + 3))
  for (const source of sources) checkLabelName(source, 'source', 'label_join')
  checkLabelName(target, 'destination', 'label_join')
  return relabelled(args, target, context, (labels) => {
    return sources.flatMap((source, index) => [...(index === 0 ? [] : [separator]), labelOf(labels, source)])
  })
}

/** Finds only what the template names: most templates name no group, or the whole match, which is the whole value. */
function findGroups(
  regex: AnchoredRegex,
  template: Template,
): (value: string) => readonly (string | undefined)[] | undefined {
  if (!template.some((piece) => typeof piece === 'number' && piece > 0)) {
    return (value) => (regex.test(value) ? [value] : undefined)
  }
  if (regex.groupCount > mostGroups) {
    throw new AppError(
      'bad_query',
      `The regular expression has ${regex.groupCount} groups; label_replace() finds ${mostGroups} at most.`,
      { hint: 'Write (?:…) for the groups that the replacement does not name.' },
    )
  }
  return regex.groups
}

/** Gives each series a label made of the pieces; undefined leaves the series as it is. */
function relabelled(
  args: readonly Value[],
  target: string,
  { spend }: CallContext,
  piecesOf: (labels: Labels) => readonly string[] | undefined,
): Value {
  let left = mostCharacters
  const series = vectorAt(args, 0).series.map((one) => {
    // A regular expression can take long over each series, so the time limit is looked at before each.
    spend(0)
    const pieces = piecesOf(one.labels)
    if (pieces === undefined) return one
    left -= countCharacters(pieces)
    if (left < 0) throw tooLarge(`All labels of a call may have ${mostCharacters} characters together.`)
    return { ...one, labels: withLabels(one.labels, new Map([[target, pieces.join('')]])) }
  })
  return { type: 'vector', series }
}

/** Pieces are counted before they are put together, when they may be too much. */
function countCharacters(pieces: readonly string[]): number {
  const count = pieces.reduce((sum, { length }) => sum + length, 0)
  if (count > longestLabel)
    throw tooLarge(`A label may be given ${longestLabel} characters; this one would have ${count}.`)
  return count
}

function tooLarge(message: string): AppError {
  return new AppError('too_large', message, { hint: 'Put less into the label, or ask for fewer series.' })
}

function checkLabelName(name: string, role: 'source' | 'destination', call: string): void {
  if (isLabelName(name)) return
  throw new AppError('bad_query', `invalid ${role} label name in ${call}(): ${JSON.stringify(name)}`, {
    hint: 'Name the label in letters, digits and underscores.',
  })
}

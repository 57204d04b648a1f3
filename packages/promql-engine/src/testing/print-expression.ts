import { formatDuration, type LabelMatcher } from '@ocp-perf/promql'
import type { Aggregation, Binary, Expression, Matching, Shift, VectorSelector } from '../syntax/ast.ts'

/** The text of an expression; what it parses to differs from the expression in its places only. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return printNumber(expression.value)
    case 'string':
      return quote(expression.value)
    case 'vector-selector':
      return `${printSelector(expression)}${printShift(expression)}`
    case 'matrix-selector': {
      const { selector, range } = expression
      return `${printSelector(selector)}[${printDuration(range)}]${printShift(selector)}`
    }
    case 'subquery': {
      const step = expression.step === undefined ? '' : printDuration(expression.step)
      const range = `[${printDuration(expression.range)}:${step}]`
      return `${printExpression(expression.expression)}${range}${printShift(expression)}`
    }
    case 'call':
      return `${expression.name}(${expression.args.map(printExpression).join(', ')})`
    case 'aggregation':
      return printAggregation(expression)
    case 'binary':
      return printBinary(expression)
    case 'unary':
      return `${expression.operator}${printExpression(expression.expression)}`
    case 'parentheses':
      return `(${printExpression(expression.expression)})`
  }
}

function printNumber(value: number): string {
  return value === Number.POSITIVE_INFINITY ? 'Inf' : String(value)
}

function printDuration(milliseconds: number): string {
  return milliseconds < 0 ? `-${formatDuration(-milliseconds / 1000)}` : formatDuration(milliseconds / 1000)
}

// Words that the grammar reads as such wherever an expression may begin.
const reservedWords = /^(?:inf|nan|bool|on|ignoring|group_left|group_right|offset)$/i

function printSelector({ name, matchers }: VectorSelector): string {
  const plain = name !== undefined && /^[A-Za-z_:][\w:]*$/.test(name) && !reservedWords.test(name)
  const others = name === undefined ? matchers : matchers.slice(1)
  const inner = [...(name === undefined || plain ? [] : [quote(name)]), ...others.map(printMatcher)].join(', ')
  return `${plain ? name : ''}${inner === '' ? '' : `{${inner}}`}`
}

function printMatcher({ label, op, value }: LabelMatcher): string {
  return `${printLabel(label)}${op}${quote(value)}`
}

function printLabel(label: string): string {
  return /^[A-Za-z_]\w*$/.test(label) ? label : quote(label)
}

function printShift({ offset, at }: Shift): string {
  const shift = offset === 0 ? '' : ` offset ${printDuration(offset)}`
  if (at === undefined) return shift
  return `${shift} @ ${at.kind === 'time' ? at.time / 1000 : `${at.kind}()`}`
}

function printAggregation({ name, expression, parameter, grouping, without }: Aggregation): string {
  const by = grouping.length > 0 || without ? ` ${without ? 'without' : 'by'} ${printLabels(grouping)} ` : ''
  const args = parameter === undefined ? [expression] : [parameter, expression]
  return `${name}${by}(${args.map(printExpression).join(', ')})`
}

function printBinary({ operator, left, right, returnsBool, matching }: Binary): string {
  const words = [operator, ...(returnsBool ? ['bool'] : []), ...(matching === undefined ? [] : printMatching(matching))]
  return `${printExpression(left)} ${words.join(' ')} ${printExpression(right)}`
}

function printMatching({ cardinality, labels, on, include }: Matching): string[] {
  const grouped = cardinality === 'many-to-one' || cardinality === 'one-to-many'
  const words = on || labels.length > 0 || grouped ? [`${on ? 'on' : 'ignoring'} ${printLabels(labels)}`] : []
  return grouped
    ? [...words, `${cardinality === 'many-to-one' ? 'group_left' : 'group_right'} ${printLabels(include)}`]
    : words
}

function printLabels(labels: readonly string[]): string {
  return `(${labels.map(printLabel).join(', ')})`
}

/** In double quotes; a lone surrogate of a string literal is the byte that it stands for. */
function quote(value: string): string {
  const escaped = value.replace(/[\\"]|\p{Cc}|\p{Surrogate}/gu, (character) => {
    const code = character.charCodeAt(0)
    if (character === '\\' || character === '"') return `\\${character}`
    const hex = code.toString(16)
    return code >= 0xdc80 && code <= 0xdcff ? `\\x${hex.slice(-2)}` : `\\u${hex.padStart(4, '0')}`
  })
  return `"${escaped}"`
}

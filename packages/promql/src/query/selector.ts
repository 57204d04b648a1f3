import { AppError } from '@ocp-perf/errors'

export const matchOperators = ['=', '!=', '=~', '!~'] as const

export type MatchOperator = (typeof matchOperators)[number]

export interface LabelMatcher {
  label: string
  op: MatchOperator
  value: string
}

/**
 * A text for use between double quotes in a query, where it is that text and nothing else. Halves of surrogate pairs,
 * which UTF-8 cannot carry, become U+FFFD.
 */
export function escapeLabelValue(value: string): string {
  return value
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/[\\"]/g, '\\$&')
    .replace(/\p{Cc}/gu, (control) => {
      return control === '\n' ? '\\n' : `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
}

/** A text as an RE2 expression that matches it alone; it still needs `escapeLabelValue` to enter a query. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')
}

/**
 * One label matcher as text, `pod="etcd-0"`. The value may be anything; for `=~` and `!~` it is an expression.
 *
 * @throws AppError `invalid_input` for a label or an operator that PromQL does not know.
 */
export function matcher(label: string, op: MatchOperator, value: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(label)) {
    throw new AppError(
      'invalid_input',
      'A label name must be letters, digits and underscores, not beginning with a digit.',
      {
        hint: 'List the label names that exist, and use one of them.',
      },
    )
  }
  if (!matchOperators.includes(op)) {
    throw new AppError('invalid_input', 'A label matcher must be one of =, !=, =~ and !~.', {
      hint: 'Use = for a value and =~ for a regular expression.',
    })
  }
  return `${label}${op}"${escapeLabelValue(value)}"`
}

// Keywords and aggregations are read as such where a name may stand, in any case.
const reservedWords: ReadonlySet<string> = new Set(
  `inf nan bool on ignoring group_left group_right offset by without and or unless atan2 start end fill fill_left fill_right
   smoothed anchored sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio`.split(
    /\s+/,
  ),
)

/**
 * A series selector from parts that may come from anywhere: `selector('up', [{ label: 'job', op: '=', value: 'etcd' }])`
 * is `up{job="etcd"}`.
 *
 * @throws AppError `invalid_input` for a metric name, label or operator that PromQL does not know, or for no part at all.
 */
export function selector(metric: string | undefined, matchers: readonly LabelMatcher[] = []): string {
  if (metric !== undefined && !/^[A-Za-z_:][A-Za-z0-9_:]*$/.test(metric)) {
    throw new AppError('invalid_input', 'A metric name must be letters, digits, underscores and colons.', {
      hint: 'List the metrics that exist, and use one of their names.',
    })
  }
  const reserved = metric !== undefined && reservedWords.has(metric.toLowerCase())
  const named = reserved ? [{ label: '__name__', op: '=', value: metric } as const, ...matchers] : matchers
  const inner = named.map(({ label, op, value }) => matcher(label, op, value)).join(',')
  if (metric === undefined && inner === '') {
    throw new AppError('invalid_input', 'A selector needs a metric name or a label matcher.', {
      hint: 'Name a metric, or a label and its value.',
    })
  }
  const name = reserved || metric === undefined ? '' : metric
  return inner === '' ? name : `${name}{${inner}}`
}

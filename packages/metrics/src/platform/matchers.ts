import { AppError } from '@ocp-perf/errors'
import { type LabelMatcher, type Labels, matcher } from '@ocp-perf/promql'
import type { Matchers } from '../profile-schema.ts'

const texts = new WeakMap<Matchers, string>()

/** Matchers as PromQL writes them between braces. Values are quoted, so none can end the selector it stands in. */
export function matchersText(matchers: Matchers): string {
  const text = texts.get(matchers) ?? writeMatchers(matchers)
  texts.set(matchers, text)
  return text
}

function writeMatchers(matchers: Matchers): string {
  return parse(matchers)
    .map(({ label, op, value }) => matcher(label, op, value))
    .join(',')
}

/** Whether a label set fits; a label that is not there is empty, as in PromQL. */
export function fitsMatchers(matchers: Matchers, labels: Labels): boolean {
  return parse(matchers).every(({ label, op, value }) => {
    const actual = labels[label] ?? ''
    const fits = op.endsWith('~') ? regularExpression(value).test(actual) : actual === value
    return op.startsWith('!') ? !fits : fits
  })
}

/** Refuses matchers whose regular expressions cannot be read; `name` says which in the message. */
export function checkMatchers(name: string, matchers: Matchers): void {
  for (const { label, op, value } of parse(matchers)) {
    if (!op.endsWith('~')) continue
    try {
      regularExpression(value)
    } catch (cause) {
      // Whatever the parser objected to, the reader needs the place and the text.
      throw new AppError(
        'invalid_input',
        `${name}, label ${label}: ${JSON.stringify(value)} is no regular expression`,
        {
          hint: 'Correct the selector in clusters.yaml or in config/profiles; a plain value has no leading ~.',
          cause,
        },
      )
    }
  }
}

function parse(matchers: Matchers): LabelMatcher[] {
  return Object.entries(matchers).map(([label, text]) => {
    const negated = text.startsWith('!')
    const rest = negated ? text.slice(1) : text
    if (rest.startsWith('~')) return { label, op: negated ? '!~' : '=~', value: rest.slice(1) }
    return { label, op: negated ? '!=' : '=', value: rest }
  })
}

/** PromQL's expressions are anchored, and may begin with flags that JavaScript takes apart from the text. */
function regularExpression(text: string): RegExp {
  const [prefix = '', flags = ''] = /^\(\?([ims]+)\)/.exec(text) ?? []
  return new RegExp(`^(?:${text.slice(prefix.length)})$`, [...new Set(`${flags}s`)].join(''))
}

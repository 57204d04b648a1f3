import type { Parser, Tree } from '@lezer/common'
import { AppError } from '@ocp-perf/errors'
import { type Place, syntaxError } from './syntax-error.ts'

/** Longer than any query that a person writes; the parser's work grows with it. */
export const longestQuery = 10_000

/**
 * The tree that Prometheus' own grammar makes of a query; it is loaded at the first one, since no server needs it to start.
 * A modifier (`offset`, `@`, a range) stands in it over all that is to its left at the same level, and a sign is part of its
 * number: precedence is not to be read from it.
 *
 * @throws AppError `bad_query` with line, column and the text there.
 */
export async function parseTree(text: string): Promise<Tree> {
  if (text.length > longestQuery) {
    throw new AppError('bad_query', `The query has ${text.length} characters; ${longestQuery} are allowed.`, {
      hint: 'Ask for less in one query.',
    })
  }
  const { parser } = await import('@prometheus-io/lezer-promql')
  const tree = parseWith(parser, text)
  const place = firstError(tree)
  if (place !== undefined) throw syntaxError(text, ...describeError(text, place))
  return tree
}

/** The parser puts its tree together by recursion, for which a chain of thousands of operators may leave no room on the stack. */
function parseWith(parser: Parser, text: string): Tree {
  try {
    return parser.parse(inWordsOfTheGrammar(text))
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new AppError('bad_query', 'The query nests too deeply.', { hint: 'Ask for less in one query.', cause })
  }
}

/**
 * Prometheus also accepts `2.`, and before 3.0 a function that the grammar no longer has. Each gives way to what the grammar
 * reads alike and is as long, so that places stay; names and numbers are read from the query itself.
 */
function inWordsOfTheGrammar(text: string): string {
  return text.replace(/\bholt_winters(?=\s*\()/g, 'day_of_month').replace(/(?<=\d)\.(?!\d)/g, '0')
}

function firstError(tree: Tree): Place | undefined {
  let place: Place | undefined
  tree.iterate({
    enter: ({ type, from, to }) => {
      if (type.isError && place === undefined) place = { from, to }
      return place === undefined
    },
  })
  return place
}

/** A name before a bracket that is no function is taken for a metric, so the error is found at the bracket. */
function describeError(text: string, place: Place): [Place, string?] {
  const name = /^\(/.test(text.slice(place.from)) ? /[A-Za-z_]\w*(?=\s*$)/.exec(text.slice(0, place.from)) : null
  if (name === null) return [place]
  return [{ from: name.index, to: place.from }, `has an unknown function with name ${JSON.stringify(name[0])}`]
}

import type { Outcome, Question } from './outcome.ts'

export interface Compared {
  question: Question
  /** Of the Prometheus that answered: `[2, 53]`. */
  version: readonly [major: number, minor: number]
  ours: Outcome
  theirs: Outcome
}

export interface KnownDifference {
  reason: string
  excuses(compared: Compared): boolean
}

const before = ([major, minor]: Compared['version'], wantedMajor: number, wantedMinor: number) =>
  major < wantedMajor || (major === wantedMajor && minor < wantedMinor)

/** Functions whose last digit depends on the library that computes them. */
const transcendental = /\b(?:a?(?:sin|cos|tan)h?|atan2|exp|ln|log2|log10|sqrt)\b|\^/
/** These turn the last digit of a large number into any value at all. */
const trigonometric = /\b(?:sin|cos|tan)\b/
/** What makes a last digit into another answer. */
const amplifying =
  /\b(?:count_values|a?(?:sin|cos|tan)h?|floor|ceil|round|sgn|changes|resets|topk|bottomk|limitk|unless|and|or)\b|%|\^|[=<>]/

/** Where this engine answers otherwise than a release of Prometheus, and why it is meant so. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    reason: 'Go and V8 compute transcendental functions to another last digit, which a comparison or a label shows.',
    excuses: ({ question: { text } }) =>
      trigonometric.test(text) || (transcendental.test(text) && amplifying.test(text.replace(transcendental, ''))),
  },
  {
    reason:
      'k of topk, bottomk, limitk and limit_ratio is checked for NaN and infinity even where nothing is selected, as since 3.6.',
    excuses: ({ ours, theirs }) =>
      [ours, theirs].some((one) => one.kind === 'error' && /value (?:.* overflows int64|is NaN)/i.test(one.message)),
  },
  {
    reason: 'stddev and stdvar of NaN or an infinity alone are NaN, as since 3.0; before, they were 0.',
    excuses: ({ question: { text }, version }) => before(version, 3, 0) && /\b(?:stddev|stdvar)\b/.test(text),
  },
  {
    reason:
      'histogram_fraction of classic histograms came with 3.4, and was NaN in the first bucket until 3.8 (PR 17424).',
    excuses: ({ question: { text }, version }) =>
      text.includes('histogram_fraction') && (before(version, 3, 4) || (before(version, 3, 8) && /le=/.test(text))),
  },
  {
    reason: 'atan2 drops the metric name like any other arithmetic operator; 2.42 kept it.',
    excuses: ({ question: { text }, version }) => before(version, 2, 53) && text.includes('atan2'),
  },
  {
    reason:
      'timestamp and predict_linear of what @ fixes have an answer at each step of a range; in 2.42 at the first only.',
    excuses: ({ question: { text }, version }) =>
      before(version, 2, 53) && /\b(?:timestamp|predict_linear)\(.*@/.test(text),
  },
  {
    reason:
      'Which of equal values topk, bottomk and limitk keep goes by order; in Prometheus, a range query and what groups series have none.',
    excuses: ({ question: { text, kind } }) =>
      /\b(?:topk|bottomk|limitk)\b/.test(text) && (kind === 'range' || /\b(?:histogram_\w+|count_values)\b/.test(text)),
  },
  {
    reason: 'timestamp() of a selector with both @ and offset heeds both; Prometheus looks at the time of @ alone.',
    excuses: ({ question: { text } }) => /\btimestamp\(+[^()]* offset [^()]* @/.test(text),
  },
  {
    reason: 'label_join that makes two label sets alike is an error, as since 3.0; before, they became one series.',
    excuses: ({ question: { text }, version }) => before(version, 3, 0) && text.includes('label_join('),
  },
  {
    reason:
      'What @ fixes in the parameter of an aggregation is fixed; in a range query of Prometheus it moves with the steps (seen up to 3.5).',
    excuses: ({ question: { text, kind } }) =>
      kind === 'range' &&
      /\b(?:quantile|topk|bottomk|limitk|limit_ratio)(?: (?:by|without) \([^)]*\) )?\([^,]*@/.test(text),
  },
  {
    reason:
      'Sums are compensated and in order of labels; in Prometheus their order and, by release, their method differ, and count_values shows the last digit and the sign of 0.',
    excuses: ({ question: { text } }) =>
      /\bcount_values\b/.test(text) && /\b(?:sum|avg|stddev|stdvar)(?:_over_time)?\b/.test(text),
  },
  {
    reason: 'What makes Prometheus panic, as a function over a subquery without series did in 2.x, has an answer here.',
    excuses: ({ theirs }) => theirs.kind === 'error' && theirs.message.includes('runtime error'),
  },
]

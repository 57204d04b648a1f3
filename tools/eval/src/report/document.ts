import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '@ocp-perf/errors'
import type { Outcome } from '../judge/outcome.ts'
import type { Summary } from '../judge/summary.ts'
import type { ThinnedOutcome } from '../thin/judge-thinned.ts'
import type { WindowOutcome } from '../windows/judge-windows.ts'
import { matrixRows } from './matrix-table.ts'
import { formatNamed, formatOffset, formatShare, formatTable, markdownTable, percent } from './words.ts'

export const documentPath = 'docs/diagnosis.md'

/** All that an evaluation came to. */
export interface Evaluation {
  outcomes: readonly Outcome[]
  summary: Summary
  thinned: readonly ThinnedOutcome[]
  windows: readonly WindowOutcome[]
}

const start = '<!-- generated:evaluation -->\n'
const end = '<!-- /generated -->'

/** Writes the figures into the document, between its markers. */
export async function writeDocument(evaluation: Evaluation): Promise<void> {
  const path = fileURLToPath(new URL(`../../../../${documentPath}`, import.meta.url))
  await writeFile(path, withFigures(await readFile(path, 'utf8'), evaluation))
}

/** The document with these figures. `invalid_input` where it has no place for them. */
export function withFigures(document: string, evaluation: Evaluation): string {
  const from = document.indexOf(start)
  const to = document.indexOf(end, from)
  if (from < 0 || to < 0) {
    throw new AppError('invalid_input', `${documentPath} has no place for figures.`, {
      hint: `Put the lines ${start.trim()} and ${end} where they belong.`,
    })
  }
  return `${document.slice(0, from)}${start}${renderFigures(evaluation)}${document.slice(to)}`
}

/** The figures as Markdown. */
export function renderFigures({ outcomes, summary, thinned, windows }: Evaluation): string {
  const { accuracy, falseAlarms, members, onsets } = summary
  const figures = [
    ['Right cause first', formatShare(accuracy)],
    ['False alarms on healthy recordings', falseAlarms.length === 0 ? 'none' : falseAlarms.join(', ')],
    ['Right member', formatShare(members)],
    ['Onset close enough', formatShare(onsets)],
    ...thinnedFigures(thinned),
    ...windowFigures(windows),
  ]
  return [
    markdownTable(['figure', 'recordings'], figures),
    markdownTable(['recording', 'was so', 'named first', 'onset', 'verdict', 'score'], outcomes.map(recordingRow)),
    ['```text', ...alignedMatrix(summary), '```'].join('\n'),
    '',
  ].join('\n\n')
}

function recordingRow({ name, expected, got, right, memberRight, onset, verdict, score }: Outcome): string[] {
  const named = right && memberRight !== false ? formatNamed(got) : `**${formatNamed(got)}**`
  const error = onset === undefined ? '' : onset.error === null ? '**before the window**' : formatOffset(onset.error)
  const shown = onset?.right === false && onset.error !== null ? `**${error}**` : error
  return [`\`${name}\``, `${expected.cause} ${expected.member}`.trim(), named, shown, verdict, `${score ?? ''}`]
}

function thinnedFigures(thinned: readonly ThinnedOutcome[]): string[][] {
  return [...new Set(thinned.map(({ without }) => without))].map((way) => {
    const those = thinned.filter(({ without }) => without === way)
    const count = (test: (one: ThinnedOutcome) => boolean) => those.filter(test).length
    const kept = formatShare({ count: count(({ broken }) => broken.length === 0), of: those.length })
    const right = percent(count((one) => one.right) / those.length)
    return [
      `Without \`${way}\``,
      `nothing ill called healthy, and what is missing named: ${kept}; still the right cause first: ${right}; surely wrong: ${count(({ surelyWrong }) => surelyWrong)}`,
    ]
  })
}

const parts = { quiet: 'Healthy parts', inside: 'Within the fault, no calm before' } as const

function windowFigures(windows: readonly WindowOutcome[]): string[][] {
  return (['quiet', 'inside'] as const).map((part) => {
    const those = windows.filter((one) => one.part === part)
    const of = (judgement: WindowOutcome['judgement']) => those.filter((one) => one.judgement === judgement).length
    const right = formatShare({ count: of('right'), of: those.length })
    return [
      parts[part],
      `right ${right}; in doubt ${of('honest')}; surely wrong ${of('wrong')}; missed ${of('missed')}`,
    ]
  })
}

function alignedMatrix({ matrix }: Summary): string[] {
  return formatTable(matrixRows(matrix))
}

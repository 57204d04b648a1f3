import type { Cause, Diagnosis } from '@ocp-perf/panel'
import type { Outcome } from '../judge/outcome.ts'
import type { Summary } from '../judge/summary.ts'
import type { ThinnedOutcome } from '../thin/judge-thinned.ts'
import type { WindowOutcome } from '../windows/judge-windows.ts'
import { matrixRows } from './matrix-table.ts'
import { formatNamed, formatOffset, formatShare, formatTable, percent } from './words.ts'

/** One recording in a line. */
export function formatOutcome(outcome: Outcome): string {
  const { name, expected, got, second, right, memberRight, onset, alike, verdict, score, took } = outcome
  const wanted = `${expected.cause}${expected.member === '' ? '' : ` ${expected.member}`}`
  const marks = [
    ...(memberRight === false ? ['WRONG MEMBER'] : []),
    ...(onset?.right === false ? ['ONSET OFF'] : []),
    ...(alike ? ['the right one is said to look alike'] : []),
  ]
  return [
    `${right ? 'ok   ' : 'WRONG'} ${name.padEnd(28)} ${wanted.padEnd(26)} → ${formatNamed(got)}`,
    ...(onset === undefined ? [] : [formatOnset(onset)]),
    ...(second === undefined ? [] : [`then ${formatNamed(second)}`]),
    `${verdict}, score ${score ?? 'none'}`,
    `${(took * 1000).toFixed(0)} ms`,
    ...marks,
  ].join('; ')
}

function formatOnset({ error, scrapes, within }: NonNullable<Outcome['onset']>): string {
  if (error === null || scrapes === null) return 'onset before the window'
  return `onset ${formatOffset(error)} (${scrapes.toFixed(1)} scrapes, ±${within} s)`
}

/** What a diagnosis rests on, for whoever looks why it is wrong. */
export function formatWhy({ headline, causes, consequences, findings, unseen }: Diagnosis): string {
  return [
    headline,
    ...causes.flatMap((cause) => formatCause(cause, 'cause')),
    ...consequences.flatMap((cause) => formatCause(cause, 'consequence')),
    ...findings.map(
      ({ severity, cause, evidence: [first] }) => `finding ${severity} (${cause ?? 'no cause'}): ${first?.says ?? ''}`,
    ),
    ...unseen.map(({ what, why, causes: open }) => `unseen ${what}: ${why} (${open.join(', ')})`),
  ]
    .map((line) => `        ${line}`)
    .join('\n')
}

function formatCause(
  { id, scope, severity, confidence_because, evidence, unmeasured, alike }: Cause,
  part: string,
): string[] {
  return [
    `${part} ${id} of ${scope}, ${severity}: ${confidence_because}`,
    ...evidence.map(({ role, weight, says }) => `  ${role} ${weight}: ${says}`),
    ...unmeasured.map((what) => `  not measured: ${what}`),
    ...alike.map(({ cause, because }) => `  alike ${cause}: ${because}`),
  ]
}

/** Matrix and figures. */
export function formatSummary({ accuracy, falseAlarms, members, onsets, took, matrix }: Summary): string {
  return [
    '',
    ...formatTable(matrixRows(matrix)),
    '',
    `Right cause first      ${formatShare(accuracy)}`,
    `False alarms           ${falseAlarms.length === 0 ? 'none' : falseAlarms.join(', ')}`,
    `Right member           ${formatShare(members)}`,
    `Onset close enough     ${formatShare(onsets)}`,
    `Measured and diagnosed ${(took.median * 1000).toFixed(0)} ms in the middle, ${(took.max * 1000).toFixed(0)} ms at most`,
    '',
  ].join('\n')
}

/** What is left when metrics are left out, by way of leaving out. */
export function formatThinned(outcomes: readonly ThinnedOutcome[]): string {
  const ways = [...new Set(outcomes.map(({ without }) => without))]
  return ways
    .map((way) => {
      const those = outcomes.filter(({ without }) => without === way)
      const count = (test: (one: ThinnedOutcome) => boolean) => ({ count: those.filter(test).length, of: those.length })
      const kept = formatShare(count(({ broken }) => broken.length === 0))
      const bad = those.flatMap(({ name, got, broken }) => [
        ...broken.map((what) => `  BROKEN ${name}: ${what}`),
        ...(got !== undefined && those.find((one) => one.name === name)?.surelyWrong
          ? [`  surely wrong ${name}: ${formatNamed(got)}`]
          : []),
      ])
      return [
        `Without ${way}: promises kept ${kept}; right cause first ${formatShare(count(({ right }) => right))}; surely wrong ${those.filter(({ surelyWrong }) => surelyWrong).length}`,
        ...bad,
        '',
      ].join('\n')
    })
    .join('')
}

const parts = { quiet: 'Healthy parts', inside: 'Within the fault, no calm before' } as const

/** Parts of recordings, judged by themselves. */
export function formatWindows(outcomes: readonly WindowOutcome[]): string {
  return (['quiet', 'inside'] as const)
    .map((part) => {
      const those = outcomes.filter((one) => one.part === part)
      const of = (judgement: WindowOutcome['judgement']) => those.filter((one) => one.judgement === judgement)
      const told = those
        .filter(({ judgement }) => judgement !== 'right')
        .map(
          ({ name, judgement, expected, got, verdict }) =>
            `  ${judgement} ${name}: ${expected} → ${formatNamed(got)} (${verdict})`,
        )
      const right = those.length === 0 ? '' : ` (${percent(of('right').length / those.length)})`
      return [
        `${parts[part]}: ${of('right').length} right of ${those.length}${right}, ${of('honest').length} in doubt, ${of('wrong').length} surely wrong, ${of('missed').length} missed`,
        ...told,
        '',
      ].join('\n')
    })
    .join('')
}

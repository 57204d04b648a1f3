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

/** What is left when metrics are left out, by way of leaving out; `verbose` tells what a wrong answer rests on. */
export function formatThinned(outcomes: readonly ThinnedOutcome[], verbose: boolean): string {
  const ways = [...new Set(outcomes.map(({ without }) => without))]
  return ways
    .map((way) => {
      const those = outcomes.filter(({ without }) => without === way)
      const share = (test: (one: ThinnedOutcome) => boolean) =>
        formatShare({ count: those.filter(test).length, of: those.length })
      const kept = share(({ broken }) => broken.length === 0)
      const wrong = those.filter(({ surelyWrong }) => surelyWrong).length
      const head = `Without ${way}: promises kept ${kept}; right cause first ${share(({ right }) => right)}; surely wrong ${wrong}`
      return [head, ...those.flatMap((one) => formatThin(one, verbose)), ''].join('\n')
    })
    .join('')
}

function formatThin({ name, got, surelyWrong, broken, diagnosis }: ThinnedOutcome, verbose: boolean): string[] {
  const told = [
    ...broken.map((what) => `  BROKEN ${name}: ${what}`),
    ...(surelyWrong && got !== undefined ? [`  surely wrong ${name}: ${formatNamed(got)}`] : []),
  ]
  return told.length === 0 || !verbose || diagnosis === undefined ? told : [...told, formatWhy(diagnosis)]
}

const parts = { quiet: 'Healthy parts', inside: 'Within the fault, no calm before' } as const

/** Parts of recordings, judged by themselves; `verbose` tells what an answer rests on that is not right. */
export function formatWindows(outcomes: readonly WindowOutcome[], verbose: boolean): string {
  return (['quiet', 'inside'] as const)
    .map((part) => {
      const those = outcomes.filter((one) => one.part === part)
      const count = (judgement: WindowOutcome['judgement']) => those.filter((one) => one.judgement === judgement).length
      const right = those.length === 0 ? '' : ` (${percent(count('right') / those.length)})`
      const told = those.filter(({ judgement }) => judgement !== 'right')
      return [
        `${parts[part]}: ${count('right')} right of ${those.length}${right}, ${count('honest')} in doubt, ${count('wrong')} surely wrong, ${count('missed')} missed`,
        ...told.flatMap(({ name, judgement, expected, got, verdict, diagnosis }) => [
          `  ${judgement} ${name}: ${expected} → ${formatNamed(got)} (${verdict})`,
          ...(verbose ? [formatWhy(diagnosis)] : []),
        ]),
        '',
      ].join('\n')
    })
    .join('')
}

import type { AnalyzerContext } from '../context.ts'
import type { HistoryHealth } from './health-schema.ts'

/** Whether runs are recorded, as the last ones showed; nothing is tried. */
export function historyHealth({ history }: Pick<AnalyzerContext, 'history'>): HistoryHealth {
  if (history === undefined) return { state: 'off', path: null, reason: null, hint: null, warnings: [] }
  const { state, path, reason, hint, warnings } = history.status()
  return {
    state: state === 'off' ? 'failing' : 'ready',
    path,
    reason: reason ?? null,
    hint: hint ?? null,
    warnings: [...warnings],
  }
}

/** The history in the text on a server's health: only what a reader must do something about, or must not rely on. */
export function describeHistory({ state, reason, hint, warnings }: HistoryHealth): string[] {
  return [
    ...(state === 'off' ? ['History: off, no run is recorded.'] : []),
    ...(state === 'failing' ? [`History: runs are not recorded: ${[reason, hint].filter(Boolean).join(' ')}`] : []),
    ...warnings.map((warning) => `History: ${warning}`),
  ]
}

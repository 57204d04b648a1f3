import { AppError } from '@ocp-perf/errors'
import type { AnalyzerContext } from '../context.ts'

/** The domain that is meant where nobody says which, as the rules declare it; the first of all where none does. */
export function usualDomain({ domains, rules }: Pick<AnalyzerContext, 'domains' | 'rules'>): string {
  const names = domains()
  const found = names.find((name) => rules(name).domain.usual) ?? names[0]
  if (found !== undefined) return found
  throw new AppError('not_found', 'There are no rules for any domain.', {
    hint: 'Set OCP_PERF_CONFIG to a folder whose rules/ describes the domains.',
  })
}

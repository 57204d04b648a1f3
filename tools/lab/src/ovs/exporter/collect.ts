import type { LabPaths } from '../../machine/paths.ts'
import type { Control } from '../control.ts'
import { type Family, renderFamilies } from './exposition.ts'
import { ovnQuestions } from './ovn-families.ts'
import { processFamilies } from './process-families.ts'
import { createStamps } from './stamps.ts'
import { vswitchQuestions } from './vswitch-families.ts'

/**
 * Asks everything at once and renders it. What does not answer is left out, so that Prometheus sees no data there, and
 * `report` is told why.
 */
export function createCollection(
  paths: LabPaths,
  report: (why: unknown) => void,
): (control: Control) => Promise<string> {
  const stamps = createStamps()
  const questions = [
    ...vswitchQuestions,
    ...ovnQuestions,
    stamps,
    async (): Promise<Family[]> => processFamilies(paths),
  ]
  return async (control) => {
    const answers = await Promise.allSettled(questions.map((ask) => ask(control)))
    return renderFamilies(
      answers.flatMap((answer) => {
        if (answer.status === 'fulfilled') return answer.value
        report(answer.reason)
        return []
      }),
    )
  }
}

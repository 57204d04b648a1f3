import { AppError } from '@ocp-perf/errors'
import { howToMake } from './locate/candidates.ts'
import type { LineState } from './text/line-state.ts'

const shown = 3

/** Why a file without a single usable sample is no dump, and what to do about it. */
export function noSamples(path: string, state: LineState): AppError {
  const { bad, lines, withoutTime, nativeHistograms } = state
  if (lines === 0) return new AppError('invalid_input', `${path} is empty.`, { hint: howToMake })
  if (withoutTime > 0 && withoutTime >= bad.count / 2) {
    return new AppError('invalid_input', `The samples in ${path} have no times.`, {
      hint: `It is what a target shows at one moment (/metrics), not a dump over time. ${howToMake}`,
    })
  }
  if (bad.count > 0) {
    const reasons = bad.first.slice(0, shown).map(({ line, reason }) => `line ${line}: ${reason}`)
    return new AppError('invalid_input', `Bad input: no line of ${path} could be used (${reasons.join('; ')}).`, {
      hint: `A dump is text in OpenMetrics or Prometheus format with times. ${howToMake}`,
    })
  }
  const why = nativeHistograms > 0 ? 'native histograms only, which are not supported' : 'comments only'
  return new AppError('invalid_input', `${path} holds no samples: ${why}.`, { hint: howToMake })
}

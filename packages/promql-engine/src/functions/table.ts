import { absenceFunctions } from './absence.ts'
import { arithmeticFunctions } from './arithmetic.ts'
import { calendarFunctions } from './calendar.ts'
import { clockFunctions } from './clock.ts'
import { conversionFunctions } from './conversion.ts'
import { countingFunctions } from './counting.ts'
import type { FunctionSpec } from './function-spec.ts'
import { histogramFunctions } from './histogram.ts'
import { orderingFunctions } from './ordering.ts'
import { overTimeFunctions } from './over-time.ts'
import { rateFunctions } from './rate.ts'
import { relabellingFunctions } from './relabelling.ts'
import { spreadFunctions } from './spread.ts'
import { trendFunctions } from './trend.ts'

const specs: readonly FunctionSpec[] = [
  ...absenceFunctions,
  ...arithmeticFunctions,
  ...calendarFunctions,
  ...clockFunctions,
  ...conversionFunctions,
  ...countingFunctions,
  ...histogramFunctions,
  ...orderingFunctions,
  ...overTimeFunctions,
  ...rateFunctions,
  ...relabellingFunctions,
  ...spreadFunctions,
  ...trendFunctions,
]

/**
 * Every function of PromQL over floats and classic histograms, by name; those that Prometheus 3 keeps behind a feature
 * flag are in it like any other. What knows native histograms only (`histogram_count` and its kin) is not, nor `info`.
 */
export const functionTable: ReadonlyMap<string, FunctionSpec> = new Map(specs.map((spec) => [spec.name, spec]))

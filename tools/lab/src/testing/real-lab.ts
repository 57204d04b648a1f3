import { attachLab, type Lab } from '../lab.ts'
import { realVariables } from './real-environment.ts'

/** The lab that the global setup of the real suites has started; for use inside `describeReal(…, ['lab'], …)`. */
export function realLab(): Lab {
  return attachLab(process.env[realVariables.directory])
}

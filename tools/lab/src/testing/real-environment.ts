import { z } from 'zod'
import { needs } from '../needs.ts'

/** What a suite against real servers may ask for, beyond the needs that faults have. */
export const realNeeds = ['lab', 'kubectl', 'chromium', 'ovs', 'influxdb', ...needs] as const
export type RealNeed = (typeof realNeeds)[number]

/** Why a need is not met, by need; what is not named is there. */
export type LeftOut = Partial<Record<RealNeed, string>>

const leftOutSchema = z.partialRecord(z.enum(realNeeds), z.string())

/** The environment variables by which the suites' global setup speaks to the suites. */
export const realVariables = {
  prometheus: 'OCP_PERF_LAB_PROMETHEUS',
  /** Client endpoints, separated by commas. */
  etcd: 'OCP_PERF_LAB_ETCD',
  directory: 'OCP_PERF_LAB_DIR',
  network: 'OCP_PERF_LAB_NET',
  /** Path of a kubectl that knows `create token`. */
  kubectl: 'OCP_PERF_KUBECTL',
  /** {@link LeftOut} as JSON. */
  leftOut: 'OCP_PERF_REAL_LEFT_OUT',
  /** `1` turns what would be left out into a failure. */
  required: 'OCP_PERF_REQUIRE_REAL',
} as const

type Environment = Readonly<Record<string, string | undefined>>

export const realRequired = (environment: Environment): boolean => environment[realVariables.required] === '1'

/** Why each of these needs is not met; empty when a suite that asks for them can run. */
export function missingFor(wanted: readonly RealNeed[], environment: Environment): string[] {
  const leftOut = readLeftOut(environment[realVariables.leftOut])
  return wanted.flatMap((need) => {
    const why = leftOut === undefined ? 'the global setup of the real suites did not run' : leftOut[need]
    return why === undefined ? [] : [`${need}: ${why}`]
  })
}

function readLeftOut(text: string | undefined): LeftOut | undefined {
  return text === undefined ? undefined : leftOutSchema.parse(JSON.parse(text))
}

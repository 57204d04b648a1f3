import type { Control } from '../control.ts'
import { type Family, gauge } from './exposition.ts'

const everyMs = 30_000

/**
 * The stamps by which OVN-Kubernetes sees whether changes arrive: each half minute it writes the time into the northbound
 * database, northd copies it into the southbound one, and both are read back.
 */
export function createStamps(
  now: () => number = Date.now,
): (control: Pick<Control, 'nbctl' | 'sbctl'>) => Promise<Family[]> {
  let lastMs = Number.NEGATIVE_INFINITY
  let written: number | undefined
  return async (control) => {
    if (now() - lastMs >= everyMs) {
      lastMs = now()
      const seconds = Math.floor(lastMs / 1000)
      await control.nbctl('set', 'NB_Global', '.', `options:e2e_timestamp=${seconds}`)
      written = seconds
    }
    const read = ['--if-exists', 'get']
    const northbound = stamp(await control.nbctl(...read, 'NB_Global', '.', 'options:e2e_timestamp'))
    const southbound = stamp(await control.sbctl(...read, 'SB_Global', '.', 'options:e2e_timestamp'))
    return [
      gauge('ovnkube_controller_nb_e2e_timestamp', written),
      gauge('ovnkube_controller_sb_e2e_timestamp', southbound),
      gauge('ovn_db_e2e_timestamp', northbound, { db_name: 'OVN_Northbound' }),
      gauge('ovn_db_e2e_timestamp', southbound, { db_name: 'OVN_Southbound' }),
    ]
  }
}

/** A value of a map comes in quotes: `"1795265747"`. */
function stamp(reply: string): number | undefined {
  const seconds = /^"?(\d+)"?$/.exec(reply.trim())?.[1]
  return seconds === undefined ? undefined : Number(seconds)
}

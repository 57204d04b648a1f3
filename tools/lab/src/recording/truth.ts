import { z } from 'zod'
import type { NamedFault } from '../injection/fault.ts'
import { findFault } from '../injection/fault-list.ts'
import type { ActiveFault } from '../state.ts'

/** What was really so while a recording was taken; times are unix seconds. */
export const truthSchema = z.strictObject({
  name: z.string(),
  /** The domain whose diagnosis is judged by it. */
  domain: z.string().default('etcd'),
  /** As a diagnosis should name it; `none` where the lab was healthy, a fault's name where the vocabulary has no word. */
  cause: z.string(),
  /** A member (or its node, which is called the same), a pair (`m2-m3`), `all`, `cluster`, or empty. */
  member: z.string(),
  leader_at_injection: z.string(),
  start: z.number(),
  /**
   * When the fault's own figures began to move; before it the lab was healthy. What prepares a fault (a database to
   * fragment, a small quota) is done before `start`. Without a fault it is the end.
   */
  injected: z.number(),
  end: z.number(),
  /** The lab's steady load, as flags of `pnpm lab load`; empty without one. */
  load: z.string(),
})
export type Truth = z.infer<typeof truthSchema>

type Injected = Omit<ActiveFault, 'undo'>

/** Domain, cause and subject of an active fault, or of health. */
export async function causeOf(active: Injected | undefined): Promise<Pick<Truth, 'domain' | 'cause' | 'member'>> {
  if (active === undefined) return { domain: 'etcd', cause: 'none', member: '' }
  const fault = await findFault(active.name)
  return { domain: fault.domain ?? 'etcd', cause: fault.cause ?? fault.name, member: subjectOf(fault, active) }
}

/** Whom a fault hits, as recordings name it. */
export function subjectOf({ target }: Pick<NamedFault, 'target'>, { member, peer }: Injected): string {
  if (member === undefined) return target === 'cluster' ? 'cluster' : 'all'
  return peer === undefined ? member : [member, peer].sort().join('-')
}

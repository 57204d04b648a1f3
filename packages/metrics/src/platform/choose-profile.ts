import { AppError } from '@ocp-perf/errors'
import type { Profile } from '../profile-schema.ts'
import { type SelectorOverrides, withSelectors } from './profiles.ts'
import { type TargetFacts, targetsOf } from './targets.ts'

const shownJobs = 20

export interface ProfileChoice {
  /** From the most specific to the most general. */
  profiles: readonly Profile[]
  /** The profile that `clusters.yaml` names. */
  forced?: string | undefined
  selectors?: SelectorOverrides | undefined
}

/** `recording` is its name in words, where the targets were read from one. */
type Choosing = ProfileChoice & { recording?: string | undefined }

/**
 * The profile that fits what is scraped, with the user's selectors. Where none fits but the user's own selectors find
 * targets, the most general one serves. `not_found` when nothing fits or the forced one does not exist.
 */
export function chooseProfile(
  { profiles, forced, selectors = {}, recording }: Choosing,
  targets: readonly TargetFacts[],
): Profile {
  if (forced !== undefined) {
    const profile = profiles.find(({ id }) => id === forced)
    if (profile !== undefined) return withSelectors(profile, selectors, profiles)
    throw new AppError('not_found', `there is no platform profile ${JSON.stringify(forced)}`, {
      hint: `Set profile in clusters.yaml to one of ${profiles.map(({ id }) => id).join(', ')}, or leave it out.`,
    })
  }
  const up = targets.filter((target) => target.up)
  const fitting = profiles.find(({ detect }) => targetsOf(detect, up).length > 0)
  if (fitting !== undefined) return withSelectors(fitting, selectors, profiles)
  const general = profiles.at(-1)
  if (general !== undefined && Object.values(selectors).some((matchers) => targetsOf(matchers, up).length > 0)) {
    return withSelectors(general, selectors, profiles)
  }
  throw noFit(targets, recording)
}

function noFit(targets: readonly TargetFacts[], recording: string | undefined): AppError {
  const named = targets.filter(({ job }) => job !== '')
  const jobs = [...new Set(named.map(({ job, up }) => (up ? job : `${job} (down)`)))].sort()
  const shown = jobs.slice(0, shownJobs).join(', ')
  const more = jobs.length > shownJobs ? ` and ${jobs.length - shownJobs} more` : ''
  const subject = recording === undefined ? 'it scrapes' : 'its last ten minutes hold'
  const none = targets.length > named.length ? 'no target with a job label' : 'no target at all'
  const seen = jobs.length === 0 ? `${subject} ${none}` : `${subject} the jobs ${shown}${more}`
  return new AppError('not_found', `${recording ?? 'this Prometheus'} fits no platform profile: ${seen}`, {
    hint: 'Set profile in clusters.yaml, and selectors where jobs have names of their own, such as etcd: { job: my-etcd }.',
  })
}

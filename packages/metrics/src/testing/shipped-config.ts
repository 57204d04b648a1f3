import { locateConfig } from '../catalog/locate-config.ts'
import { loadProfiles } from '../platform/profiles.ts'

/** The configuration that the repository ships. */
export const shippedConfig = locateConfig({}, import.meta.url)

export const shippedProfiles = loadProfiles(shippedConfig)

export function shippedProfile(id: string) {
  const profile = shippedProfiles.find((each) => each.id === id)
  if (profile === undefined) throw new Error(`there is no profile ${id}`)
  return profile
}

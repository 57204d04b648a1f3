import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError, nearNames } from '@ocp-perf/errors'
import { readYaml, refusal } from '../catalog/read-yaml.ts'
import { type Matchers, matchersSchema, type Profile, profileSchema } from '../profile-schema.ts'
import { checkMatchers } from './matchers.ts'

/** Selectors as a user overrides them: name → label → value. */
export type SelectorOverrides = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Reads `config/profiles/*.yml`, the most specific first. `invalid_input` names file and field. */
export function loadProfiles(configDirectory: string): Profile[] {
  const directory = join(configDirectory, 'profiles')
  const profiles = readdirSync(directory)
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => {
      const profile = readYaml(join(directory, file), `profiles/${file}`, profileSchema)
      if (profile.id !== basename(file).replace(/\.ya?ml$/, '')) {
        throw refusal(`profiles/${file}`, [`field id: must be the file's name, not ${profile.id}`])
      }
      checkProfile(profile)
      return profile
    })
  if (profiles.length === 0) {
    throw new AppError('not_found', `there is no platform profile in ${directory}`, {
      hint: 'Set OCP_PERF_CONFIG to a folder whose profiles/ describes the platforms.',
    })
  }
  return profiles.sort((a, b) => b.priority - a.priority)
}

/** The profile with a user's selectors in place of its own; `invalid_input` for a name that no profile knows. */
export function withSelectors(profile: Profile, overrides: SelectorOverrides, profiles: readonly Profile[]): Profile {
  const known = new Set(profiles.flatMap((each) => Object.keys(each.selectors)))
  const selectors: Record<string, Matchers> = { ...profile.selectors }
  for (const [name, override] of Object.entries(overrides)) {
    if (!known.has(name)) {
      const near = nearNames(name, known, 3)
      throw new AppError(
        'invalid_input',
        `clusters.yaml overrides the selector ${JSON.stringify(name)}, which no profile has`,
        {
          hint: `Selectors are ${[...(near.length === 0 ? known : near)].join(', ')}.`,
        },
      )
    }
    const parsed = matchersSchema.safeParse(override)
    if (!parsed.success) {
      throw new AppError(
        'invalid_input',
        `selector ${name} in clusters.yaml: ${parsed.error.issues[0]?.message ?? ''}`,
        {
          hint: 'A selector maps label names to values, such as { job: my-etcd }.',
        },
      )
    }
    checkMatchers(`selector ${name}`, parsed.data)
    selectors[name] = parsed.data
  }
  return { ...profile, selectors }
}

function checkProfile(profile: Profile): void {
  checkMatchers(`profile ${profile.id}, detect`, profile.detect)
  for (const [name, matchers] of Object.entries(profile.selectors)) {
    checkMatchers(`profile ${profile.id}, selector ${name}`, matchers)
    if (name in profile.labels) {
      throw refusal(`profiles/${profile.id}.yml`, [`$${name} is both a selector and a label`])
    }
  }
  const unknown = profile.parts.flatMap(({ selectors }) => selectors.filter((name) => !(name in profile.selectors)))
  if (unknown.length > 0)
    throw refusal(
      `profiles/${profile.id}.yml`,
      unknown.map((name) => `field parts: there is no selector ${name}`),
    )
}

import { nearNames } from '@ocp-perf/errors'
import { fluxMemberArguments, fluxOptions, fluxPackages, fluxSources, fluxUniverse } from './flux-allowed.ts'
import { walkFlux } from './flux-script.ts'
import { refusal, refuseLong } from './refusal.ts'

const universe = new Set(fluxUniverse)

/** Names that the caller defines for the script, such as `v`. */
export interface FluxGuardOptions {
  defined?: readonly string[]
}

/**
 * Lets through Flux that can only read: it imports packages from a fixed set, and every name that it uses is its own or one of
 * those that compute. A deny-list would let through what it does not know. Throws `bad_query` with what is allowed.
 */
export function guardFlux(text: string, { defined = [] }: FluxGuardOptions = {}): void {
  refuseLong(text)
  walkFlux(text, {
    import(path, place) {
      if (Object.hasOwn(fluxPackages, path)) return
      const near = nearNames(path, Object.keys(fluxPackages))
      const hint =
        near.length > 0 ? `Did you mean ${near.join(', ')}?` : `Allowed are ${Object.keys(fluxPackages).join(', ')}.`
      throw refusal(
        `The package ${JSON.stringify(path)} is refused, because not all it does is reading`,
        hint,
        text,
        place,
      )
    },
    option(name, place) {
      if (fluxOptions.includes(name)) return
      throw refusal(`option ${name} is refused`, `Allowed are the options ${fluxOptions.join(' and ')}.`, text, place)
    },
    member(path, name, place, called) {
      const members = fluxPackages[path]?.members
      if (members !== undefined && !members.includes(name)) {
        throw refusal(`${path}.${name} is refused`, `Of that package ${members.join(', ')} may be used.`, text, place)
      }
      const full = `${path}.${name}`
      if (Object.hasOwn(fluxMemberArguments, full)) checkArguments(text, name, place, called, fluxMemberArguments[full])
    },
    free(name, place, called) {
      if (universe.has(name) || defined.includes(name)) return
      if (!Object.hasOwn(fluxSources, name)) throw unknownName(text, name, place)
      checkArguments(text, name, place, called, fluxSources[name])
    },
  })
}

function checkArguments(
  text: string,
  name: string,
  place: number,
  called: readonly string[] | undefined,
  allowed: readonly string[] = [],
): void {
  if (called === undefined) {
    throw refusal(`${name} is refused as a value`, `Call it: ${name}(${allowed[0] ?? ''}…).`, text, place)
  }
  const other = called.find((argument) => !allowed.includes(argument))
  if (other === undefined) return
  const hint = allowed.length > 0 ? `It may be given ${allowed.join(', ')}.` : 'It may be given nothing.'
  throw refusal(`${name} with ${JSON.stringify(other)} is refused`, hint, text, place)
}

function unknownName(text: string, name: string, place: number): Error {
  if (name === 'v') {
    return refusal(
      'The script uses v, which dashboards define',
      'Give start and end, or write range(start: -1h).',
      text,
      place,
    )
  }
  const near = nearNames(name, [...universe, ...Object.keys(fluxSources)])
  const hint =
    near.length > 0
      ? `Only what reads and computes may be used; near that is ${near.join(', ')}.`
      : 'Only functions that read and compute may be used.'
  return refusal(
    `${name} is refused: it is neither defined in the script nor among what may be used`,
    hint,
    text,
    place,
  )
}

import { basename, resolve } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { parseDuration } from '@ocp-perf/metrics'
import { anomalyDirections, anomalyMethods, type DetectOptions } from '@ocp-perf/stats'
import { oneOf } from '../args.ts'

export interface DetectArgs {
  method?: string | undefined
  threshold?: string | undefined
  direction?: string | undefined
  rest?: string | undefined
  zone?: string | undefined
}

/** What the command line says of a method; `invalid_input` for what cannot be. */
export function readDetectOptions({ method, threshold, direction, rest, zone }: DetectArgs): DetectOptions {
  return {
    ...(method === undefined ? {} : { method: oneOf('method', anomalyMethods, method) }),
    ...(threshold === undefined ? {} : { threshold: positive(threshold) }),
    ...(direction === undefined ? {} : { direction: oneOf('direction', anomalyDirections, direction) }),
    ...(rest === undefined ? {} : { restSeconds: /^0[smhd]?$/.test(rest.trim()) ? 0 : parseDuration(rest) }),
    ...(zone === undefined ? {} : { zone: knownZone(zone) }),
  }
}

function positive(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number > 0 && Number.isFinite(number)) return number
  throw new AppError('invalid_input', '--threshold wants a number above 0.', {
    hint: `${JSON.stringify(text.slice(0, 40))} is none.`,
  })
}

function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone
  } catch (cause) {
    // The platform has no other way to ask whether there is a zone.
    throw new AppError('invalid_input', `There is no time zone ${JSON.stringify(zone.slice(0, 40))}.`, {
      hint: 'Write one as Europe/Berlin or UTC.',
      cause,
    })
  }
}

/** A file that is read, and the one that is written for it. */
export interface Place {
  path: string
  out: string | undefined
}

/**
 * The files as the caller means them, and where what is found of each goes.
 *
 * @throws AppError `invalid_input` without a file, and where one would be written over
 */
export function placesOf(words: readonly string[], out: string | undefined, folder: string): Place[] {
  if (words.length === 0) {
    throw new AppError('invalid_input', 'Say which files to look at.', {
      hint: 'Files of comma-separated values with columns timestamp and value, or - for the standard input.',
    })
  }
  const places = words.map((word) => {
    const path = word === '-' ? word : resolve(folder, word)
    const name = word === '-' ? 'stdin.csv' : basename(path)
    return { path, out: out === undefined ? undefined : resolve(out, name) }
  })
  const read = new Set(places.map(({ path }) => path))
  if (read.size < places.length)
    throw new AppError('invalid_input', 'A file is named twice.', { hint: 'Name each once.' })
  const written = places.flatMap((place) => place.out ?? [])
  const [lost] = written.filter((path, index) => read.has(path) || written.indexOf(path) !== index)
  if (lost === undefined) return places
  throw new AppError('invalid_input', `${lost} would be written over.`, {
    hint: 'Name another folder with --out, or give files of the same name one after another.',
  })
}

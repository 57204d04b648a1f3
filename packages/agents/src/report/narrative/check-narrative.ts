import { type Figure, type Reading, readStated, type Stated } from './read-figures.ts'

/** What a narrative may rest on. */
export interface Evidence {
  /** All that its writer was given. */
  text: string
  /** Of members, nodes and causes. */
  names: readonly string[]
  /** The same figures as they were before they were rounded. */
  values: readonly Pick<Reading, 'dimension' | 'value'>[]
}

// Of whether it is one or two that a sentence speaks, no measurement is needed.
const smallest = 3

/**
 * What a prose states and its evidence does not hold, as it was written: figures with their units, however they are
 * rounded, moments, days, and names that look like those of the evidence and are none of them. Numbers of lists, versions,
 * addresses and names, and numbers spelled as words, are not looked at.
 */
export function findUnheld(prose: string, evidence: Evidence): string[] {
  const held = readStated(maskNames(evidence.text, evidence.names))
  const { figures, clocks, days } = readStated(maskNames(prose, evidence.names))
  const known = knownReadings(held, evidence)
  const dayTimes = new Set(held.clocks.map(({ seconds }) => seconds))
  const dates = new Set(held.days.map(({ day }) => day))
  const unheld = [
    ...figures.filter((figure) => !isSmall(figure) && !isHeld(figure, known)).map(({ text }) => text.trim()),
    ...clocks
      .filter(({ seconds, exact }) => ![...dayTimes].some((time) => isSameMoment(time, seconds, exact)))
      .map(({ text }) => text),
    ...days.filter(({ day }) => !dates.has(day)).map(({ text }) => text),
    ...unknownNames(prose, evidence),
  ]
  return [...new Set(unheld)]
}

/** Names stand for themselves: the digits in them are no figures. */
function maskNames(text: string, names: readonly string[]): string {
  const numbered = names.filter((name) => /\d/.test(name)).sort((a, b) => b.length - a.length)
  if (numbered.length === 0) return text
  const escaped = numbered.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  return text.replace(whole, (name) => '\u0001'.repeat(name.length))
}

function knownReadings({ figures }: Stated, { values }: Evidence): Map<Reading['dimension'], Reading[]> {
  const known = new Map<Reading['dimension'], Reading[]>()
  for (const reading of [
    ...figures.flatMap(({ readings }) => readings),
    ...values.map((value) => ({ ...value, slack: 0 })),
  ]) {
    known.set(reading.dimension, [...(known.get(reading.dimension) ?? []), reading])
  }
  return known
}

function isSmall({ readings }: Figure): boolean {
  return readings.every(({ dimension, value }) => dimension === 'plain' && Number.isInteger(value) && value < smallest)
}

function isHeld({ readings }: Figure, known: ReadonlyMap<Reading['dimension'], readonly Reading[]>): boolean {
  return readings.some((reading) => {
    const same = known.get(reading.dimension) ?? []
    // A share is told as 0.6 and as 60%.
    const shares = reading.dimension === 'plain' && reading.value <= 1 ? (known.get('ratio') ?? []) : []
    return [...same, ...shares].some((other) => isRoundedFrom(reading, other))
  })
}

/** Whether a figure is another one with no more digits than that has. */
function isRoundedFrom({ value, slack }: Reading, { value: other }: Reading): boolean {
  const size = Math.abs(other)
  return Math.abs(Math.abs(value) - size) <= slack * (1 + 1e-9) + size * 1e-9
}

/** To the minute a moment may be cut or rounded. */
function isSameMoment(time: number, seconds: number, exact: number): boolean {
  const later = time - seconds
  return exact === 1 ? later === 0 : later < exact && later >= -exact / 2
}

/** Words that are built as a known name is, `worker-9` as `worker-1`, and are not in the evidence. */
function unknownNames(prose: string, { text, names }: Evidence): string[] {
  const shapes = new Set(names.filter((name) => /\d/.test(name)).map(shapeOf))
  const words = prose.match(/[\p{L}\p{N}][\p{L}\p{N}._-]*[\p{L}\p{N}]/gu) ?? []
  const there = new Set(text.match(/[\p{L}\p{N}][\p{L}\p{N}._-]*[\p{L}\p{N}]/gu))
  return words.filter((word) => shapes.has(shapeOf(word)) && !there.has(word) && !names.includes(word))
}

const shapeOf = (name: string) => name.replace(/\d+/g, '#')

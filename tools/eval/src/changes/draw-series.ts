import { createDraw } from '../create-draw.ts'
import { annotate, type Mark } from './annotators.ts'
import type { Annotations } from './score.ts'

/** A series and where five people saw it change. */
export interface AnnotatedSeries {
  name: string
  kind: string
  values: Float64Array
  annotations: Annotations
}

/** Random numbers of one series. */
export interface Chance {
  uniform: (from: number, to: number) => number
  whole: (from: number, to: number) => number
  normal: () => number
}

interface Drawn {
  values: number[]
  marks: Mark[]
}

type Kind = (length: number, chance: Chance) => Drawn

/** How many of each kind and between which lengths, after what the Turing change point data set consists of. */
const kinds: readonly { name: string; count: number; shortest: number; longest: number; draw: Kind }[] = [
  { name: 'level shifts', count: 14, shortest: 60, longest: 500, draw: drawLevels },
  { name: 'variance shifts', count: 6, shortest: 100, longest: 400, draw: drawVariances },
  { name: 'slopes', count: 12, shortest: 40, longest: 250, draw: drawSlopes },
  { name: 'seasonal counts', count: 12, shortest: 100, longest: 470, draw: drawSeason },
  { name: 'random walks', count: 12, shortest: 50, longest: 500, draw: drawWalk },
  { name: 'white noise', count: 6, shortest: 30, longest: 500, draw: drawNoise },
  { name: 'outliers', count: 6, shortest: 60, longest: 500, draw: drawOutliers },
  { name: 'short', count: 8, shortest: 15, longest: 40, draw: drawLevels },
]

/** The whole set; the same seed draws the same. */
export function drawSeries(seed: string): AnnotatedSeries[] {
  return kinds.flatMap(({ name, count, shortest, longest, draw }) =>
    Array.from({ length: count }, (_, each) => {
      const chance = createChance(`${seed} ${name} ${each}`)
      const { values, marks } = draw(chance.whole(shortest, longest), chance)
      return {
        name: `${name} ${each + 1}`,
        kind: name,
        values: Float64Array.from(values),
        annotations: annotate(marks, values.length, chance),
      }
    }),
  )
}

function createChance(seed: string): Chance {
  const draw = createDraw(seed)
  const uniform = (from: number, to: number) => from + (to - from) * draw()
  return {
    uniform,
    whole: (from, to) => Math.floor(uniform(from, to + 1)),
    normal: () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw()),
  }
}

/** One to three places, each at least a tenth of the length from the next and from the ends. */
function drawPlaces(length: number, most: number, { whole, uniform }: Chance): number[] {
  const apart = Math.max(4, Math.floor(length / 10))
  const count = Math.max(1, Math.min(whole(1, most), Math.floor(length / (2 * apart)) - 1))
  const free = length - apart * (count + 1)
  const offsets = Array.from({ length: count }, () => uniform(0, free)).sort((a, b) => a - b)
  return offsets.map((offset, each) => Math.floor(offset) + apart * (each + 1))
}

/** Neighbours resemble each other a little, as in most measured series. */
function drawErrors(length: number, phi: number, { normal }: Chance): number[] {
  let previous = normal()
  return Array.from({ length }, () => {
    const error = previous
    previous = phi * previous + Math.sqrt(1 - phi * phi) * normal()
    return error
  })
}

function drawLevels(length: number, chance: Chance): Drawn {
  const places = drawPlaces(length, 3, chance)
  const errors = drawErrors(length, chance.uniform(0, 0.6), chance)
  const sizes = places.map(() => chance.uniform(1, 5) * (chance.uniform(0, 1) < 0.5 ? -1 : 1))
  const values = errors.map((error, at) =>
    places.reduce((level, place, each) => (at >= place ? level + (sizes[each] ?? 0) : level), error),
  )
  return { values, marks: places.map((at, each) => ({ at, clarity: Math.abs(sizes[each] ?? 0) / 2 })) }
}

function drawVariances(length: number, chance: Chance): Drawn {
  const places = drawPlaces(length, 2, chance)
  const factor = chance.uniform(2.5, 5)
  const isLoudFirst = chance.uniform(0, 1) < 0.5
  const values = Array.from({ length }, (_, at) => {
    const isOdd = places.filter((place) => at >= place).length % 2 === 1
    return chance.normal() * (isOdd === isLoudFirst ? 1 : factor)
  })
  return { values, marks: places.map((at) => ({ at, clarity: 0.8 })) }
}

function drawSlopes(length: number, chance: Chance): Drawn {
  const isStraight = chance.uniform(0, 1) < 0.25
  const places = isStraight ? [] : drawPlaces(length, 2, chance)
  const slopes = [0, ...places].map(() => chance.uniform(-1, 1))
  const noise = chance.uniform(0.01, 0.08) * length * 0.5
  let level = 0
  const values = Array.from({ length }, (_, at) => {
    level += slopes[places.filter((place) => at >= place).length] ?? 0
    return level + noise * chance.normal() * 0.5
  })
  const clarities = places.map((_, each) => Math.abs((slopes[each + 1] ?? 0) - (slopes[each] ?? 0)) / 0.6)
  return { values, marks: places.map((at, each) => ({ at, clarity: clarities[each] ?? 0 })) }
}

function drawSeason(length: number, chance: Chance): Drawn {
  const isCalm = chance.uniform(0, 1) < 0.25
  const places = isCalm ? [] : drawPlaces(length, 2, chance)
  const share = chance.uniform(-0.5, 0.6)
  const mean = chance.uniform(40, 2000)
  const growth = chance.uniform(0, 0.8) / length
  const values = Array.from({ length }, (_, at) => {
    const season = 1 + 0.25 * Math.sin((2 * Math.PI * at) / 12)
    const level = mean * (1 + growth * at) * season * (places.some((place) => at >= place) ? 1 + share : 1)
    return Math.max(0, Math.round(level + Math.sqrt(level) * chance.normal() * 1.5))
  })
  return { values, marks: places.map((at) => ({ at, clarity: Math.abs(share) * 4 })) }
}

function drawWalk(length: number, chance: Chance): Drawn {
  const places = chance.uniform(0, 1) < 0.2 ? [] : drawPlaces(length, 3, chance)
  const drift = chance.uniform(-0.3, 0.5)
  const size = chance.uniform(3, 6) * Math.sqrt(length / 20) * (chance.uniform(0, 1) < 0.7 ? -1 : 1)
  let level = chance.uniform(50, 100)
  const values = Array.from({ length }, (_, at) => {
    level += drift + chance.normal() + (places.includes(at) ? size : 0)
    return level
  })
  return { values, marks: places.map((at) => ({ at, clarity: 0.8 })) }
}

function drawNoise(length: number, chance: Chance): Drawn {
  return { values: drawErrors(length, 0, chance), marks: [] }
}

function drawOutliers(length: number, chance: Chance): Drawn {
  const { values, marks } = chance.uniform(0, 1) < 0.5 ? drawLevels(length, chance) : drawNoise(length, chance)
  for (let left = chance.whole(1, 5); left > 0; left--) {
    const at = chance.whole(1, length - 2)
    values[at] = (values[at] ?? 0) + chance.uniform(8, 25) * (chance.uniform(0, 1) < 0.5 ? -1 : 1)
  }
  return { values, marks }
}

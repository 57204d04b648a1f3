import type { Random } from './random.ts'
import type { Service } from './service-kinds.ts'

/** Something that went wrong, from its first second to its last, and what it does to what is measured. */
export interface Incident {
  start: number
  end: number
  times: number
  plus: number
}

const hour = 3600

type Shape = 'spike' | 'drop' | 'shift'

/**
 * The incidents of one series: none in one of five, else up to eight, at least a day apart and none in the first three
 * days. In half of the series with several they are of one shape and size, as one cause that comes again makes them.
 */
export function drawIncidents(
  service: Service,
  { start, end, step }: { start: number; end: number; step: number },
  random: Random,
): Incident[] {
  if (random.chance(0.2)) return []
  const days = (end - start) / (24 * hour)
  const wanted = Math.min(Math.ceil(random.between(0.5, 8)), Math.floor((days - 3) / 1.5))
  const again = random.chance(0.5)
  const first = drawIncident(service, step, random)
  const room = (end - start - 72 * hour) / wanted
  return Array.from({ length: wanted }, (_, index) => {
    const { lasts, times, plus } = index === 0 || again ? first : drawIncident(service, step, random)
    const free = Math.max(0, room - 24 * hour - lasts)
    const from = start + 72 * hour + index * room + random.between(0, free)
    const begins = Math.ceil(from / step) * step
    return { start: begins, end: Math.min(end, begins + Math.max(2 * step, lasts)), times, plus }
  }).filter(({ start: begins }) => begins < end)
}

function drawIncident(service: Service, step: number, random: Random) {
  const isRare = service.kind === 'errors' || service.kind === 'crashes'
  const shape = isRare ? 'spike' : drawShape(service, random)
  const lasts = shape === 'shift' ? random.between(12, 30) * hour : lastsBriefly(step, random)
  if (isRare) return { lasts, times: 1, plus: service.usual * random.between(4, 20) }
  // Four times the noise is what an operator would just see; a tenth of the level is what he would care about.
  const strength = Math.max(0.1, service.noise * random.between(4, 15))
  if (shape === 'drop') return { lasts, times: Math.max(0, 1 - 2 * strength), plus: 0 }
  if (shape === 'spike') return { lasts, times: 1 + 2 * strength, plus: 0 }
  return { lasts, times: random.chance(0.5) ? 1 + strength : 1 / (1 + strength), plus: 0 }
}

function drawShape({ kind }: Service, random: Random): Shape {
  const drawn = random.uniform()
  if (drawn < 0.2) return 'shift'
  // Nobody is woken because an answer comes too early.
  return kind === 'latency' || drawn < 0.6 ? 'spike' : 'drop'
}

function lastsBriefly(step: number, random: Random): number {
  return step < hour ? 10 ** random.between(Math.log10(5 / 60), Math.log10(5)) * hour : random.between(1, 8) * hour
}

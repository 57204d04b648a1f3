const levels = '▁▂▃▄▅▆▇█'
const gap = ' '

interface Points {
  times: Float64Array
  values: Float64Array
}

/** The values that the lowest and the highest block stand for. */
export interface Scale {
  low: number
  high: number
}

/** One scale for rows that are compared: from 0, so that blocks are as high as values are, or from what is lower. */
export function sharedScale(series: readonly Pick<Points, 'values'>[]): Scale {
  const scale = { low: 0, high: 0 }
  for (const { values } of series) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue
      if (value < scale.low) scale.low = value
      if (value > scale.high) scale.high = value
    }
  }
  return scale
}

/**
 * Points as a line of at most `width` blocks over `start` to `end` (unix seconds), one for each `step` or for several:
 * each is the highest point of its part of the window, so that a short spike is not lost, and a part without a point is
 * left blank. Without a scale the lowest block is the lowest of them and the highest block the highest.
 */
export function sparkline(
  { times, values }: Points,
  {
    start,
    end,
    step,
    width,
    scale,
  }: { start: number; end: number; step: number; width: number; scale?: Scale | undefined },
): string {
  const steps = Math.floor((end - start) / step) + 1
  const peaks = new Array<number>(Math.min(width, steps)).fill(Number.NaN)
  const part = (steps * step) / peaks.length
  times.forEach((time, index) => {
    const value = values[index] ?? Number.NaN
    const at = Math.min(peaks.length - 1, Math.max(0, Math.floor((time - start) / part)))
    const peak = peaks[at] ?? Number.NaN
    if (!Number.isNaN(value) && !(peak >= value)) peaks[at] = value
  })
  const finite = peaks.filter(Number.isFinite)
  const { low, high } = scale ?? { low: Math.min(...finite), high: Math.max(...finite) }
  return peaks.map((peak) => block(peak, low, high - low)).join('')
}

function block(peak: number, low: number, range: number): string {
  if (Number.isNaN(peak)) return gap
  if (!Number.isFinite(peak)) return peak > 0 ? '█' : '▁'
  const share = range > 0 ? (peak - low) / range : 0
  return levels[Math.min(levels.length - 1, Math.floor(share * levels.length))] ?? gap
}

const levels = '▁▂▃▄▅▆▇█'
const gap = ' '

/**
 * Points as a line of at most `width` blocks over `start` to `end` (unix seconds), one for each `step` or for several:
 * each is the highest point of its part of the window, so that a short spike is not lost, and a part without a point is
 * left blank.
 */
export function sparkline(
  { times, values }: { times: Float64Array; values: Float64Array },
  { start, end, step, width }: { start: number; end: number; step: number; width: number },
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
  const low = Math.min(...finite)
  const range = Math.max(...finite) - low
  return peaks.map((peak) => block(peak, low, range)).join('')
}

function block(peak: number, low: number, range: number): string {
  if (Number.isNaN(peak)) return gap
  if (!Number.isFinite(peak)) return peak > 0 ? '█' : '▁'
  const share = range > 0 ? (peak - low) / range : 0
  return levels[Math.min(levels.length - 1, Math.floor(share * levels.length))] ?? gap
}

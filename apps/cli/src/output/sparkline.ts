const levels = '▁▂▃▄▅▆▇█'
const gap = ' '

/**
 * Points as a line of blocks, `width` of them over `start` to `end` (unix seconds): each is the highest point of its part
 * of the window, so that a short spike is not lost, and a part without a point is left blank.
 */
export function sparkline(
  { times, values }: { times: Float64Array; values: Float64Array },
  { start, end, width }: { start: number; end: number; width: number },
): string {
  const peaks = new Array<number>(width).fill(Number.NaN)
  const part = Math.max(end - start, 1e-9) / width
  times.forEach((time, index) => {
    const value = values[index] ?? Number.NaN
    const at = Math.min(width - 1, Math.max(0, Math.floor((time - start) / part)))
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

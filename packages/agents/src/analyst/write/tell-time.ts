import { formatValue } from '@ocp-perf/panel'

/** A moment as people read it, in UTC; with its day where that is not the day of `beside`. Unix seconds. */
export function tellTime(time: number, beside: number): string {
  const [day = '', clock = ''] = formatValue(Math.floor(time), 'timestamp').split('T')
  const [sameDay] = formatValue(Math.floor(beside), 'timestamp').split('T')
  const said = `${clock.replace('Z', '')} UTC`
  return day === sameDay ? said : `${day} ${said}`
}

/** A window as people read it. */
export function tellWindow({ start, end }: { start: number; end: number }): string {
  const [day = ''] = formatValue(Math.floor(end), 'timestamp').split('T')
  return `${tellTime(start, end).replace(' UTC', '')} to ${tellTime(end, end)}, ${day}`
}

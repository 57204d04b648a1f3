import { chatRequestSchema } from '@ocp-perf/agents/contract'

const { time_zone: timeZone } = chatRequestSchema.shape

/** The time zone of this browser: by its name where it has one that the agent takes, else by its offset. */
export function ownTimeZone(
  name: string = Intl.DateTimeFormat().resolvedOptions().timeZone,
  aheadMinutes = -new Date().getTimezoneOffset(),
): string {
  if (name && timeZone.safeParse(name).success) return name
  const [hours, minutes] = [Math.floor(Math.abs(aheadMinutes) / 60), Math.abs(aheadMinutes) % 60]
  return `${aheadMinutes < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(minutes)}`
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

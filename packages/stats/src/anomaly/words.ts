const units = [
  { name: 'days', seconds: 86_400 },
  { name: 'h', seconds: 3600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
] as const

/** A length of time in the largest unit of which there are two, rounded: "14 days", "36 h", "55 min". */
export function lengthOf(seconds: number): string {
  const unit = units.find((each) => seconds >= 2 * each.seconds) ?? { name: 's', seconds: 1 }
  return `${Math.round(seconds / unit.seconds)} ${unit.name}`
}

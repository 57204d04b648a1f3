const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const
type UnitName = keyof typeof unitSeconds

const units: readonly [RegExp, UnitName, number][] = [
  [/^(s|secs?|seconds?)$/, 's', 1],
  [/^(m|mins?|minutes?)$/, 'm', 1],
  [/^(h|hrs?|hours?)$/, 'h', 1],
  [/^(d|days?)$/, 'd', 1],
  [/^(w|weeks?)$/, 'w', 1],
  [/^months?$/, 'd', 30],
]

const numbers: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  'half an': 0.5,
  'a couple of': 2,
  'couple of': 2,
  'a few': 3,
  few: 3,
}

const unitWord = `(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|[smhdw])`
const count = String.raw`(\d+(?:\.\d+)?|${Object.keys(numbers)
  .sort((a, b) => b.length - a.length)
  .join('|')})`
const composed = String.raw`((?:\d+[wdhms])+)`
const opening = String.raw`\b(?:(?:for|over|in|during|within|from)\s+)?(?:the\s+)?(?:last|past|previous)\s+`
const forms = [
  new RegExp(String.raw`${opening}${composed}\b`, 'i'),
  new RegExp(String.raw`${opening}(?:${count}[\s-]*)?${unitWord}\b`, 'i'),
  new RegExp(String.raw`\bfor\s+(?:about\s+)?${composed}\b`, 'i'),
  new RegExp(String.raw`\bfor\s+(?:about\s+)?${count}[\s-]*${unitWord}\b`, 'i'),
]

/** A length of time until now that a question names (`the past 15 min`, `for two hours`), as the tools take it: `15m`. */
export function readLength(question: string): { duration: string; text: string } | undefined {
  for (const form of forms) {
    const found = form.exec(question)
    if (found === null) continue
    const [text, first, unit] = found
    const seconds = unit === undefined ? composedSeconds(first ?? '') : plainSeconds(first, unit)
    if (seconds >= 1) return { duration: writeLength(seconds), text }
  }
  return undefined
}

function composedSeconds(text: string): number {
  let sum = 0
  for (const [, number, unit] of text.toLowerCase().matchAll(/(\d+)([wdhms])/g)) sum += plainSeconds(number, unit ?? '')
  return sum
}

function plainSeconds(number: string | undefined, word: string): number {
  const [, unit, times] = units.find(([form]) => form.test(word.toLowerCase())) ?? [undefined, 's' as const, 0]
  const many = number === undefined ? 1 : (numbers[number.toLowerCase()] ?? Number(number))
  return Math.round(many * times * unitSeconds[unit])
}

/** Whole numbers with units, the longest first: `1h30m`. */
function writeLength(seconds: number): string {
  let rest = seconds
  let text = ''
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const whole = Math.floor(rest / unitSeconds[unit])
    rest -= whole * unitSeconds[unit]
    if (whole > 0) text += `${whole}${unit}`
  }
  return text
}

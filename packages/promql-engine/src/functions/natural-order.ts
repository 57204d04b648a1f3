const digits = /^\d+$/

/** Texts with the numbers in them by value: `node-2` before `node-10`. */
export function compareNaturally(a: string, b: string): number {
  const [partsA, partsB] = [split(a), split(b)]
  for (const [index, partA] of partsA.entries()) {
    const partB = partsB[index]
    if (partB === undefined) return 1
    const order = digits.test(partA) && digits.test(partB) ? compareDigits(partA, partB) : compareText(partA, partB)
    if (order !== 0) return order
  }
  // Texts that differ in leading zeros only still have one order.
  return partsA.length - partsB.length || compareText(a, b)
}

function split(text: string): readonly string[] {
  return text.match(/\d+|\D+/g) ?? []
}

function compareDigits(a: string, b: string): number {
  const [shortA, shortB] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return shortA.length - shortB.length || compareText(shortA, shortB)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

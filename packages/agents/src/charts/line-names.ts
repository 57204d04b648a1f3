type Labels = Readonly<Record<string, string>>

/** `m2`, `worker-1 eth0`: of each line's labels as many as tell it from the others, the first ones before the later ones. */
export function lineNames(lines: readonly Labels[]): string[] {
  const keys = [...new Set(lines.flatMap((labels) => Object.keys(labels)))]
  const kept = keys.reduceRight((wanted, key) => {
    const fewer = wanted.filter((each) => each !== key)
    return fewer.length > 0 && distinct(lines, fewer) === distinct(lines, wanted) ? fewer : wanted
  }, keys)
  return lines.map((labels) => nameOf(labels, kept) || 'all')
}

function nameOf(labels: Labels, keys: readonly string[]): string {
  return [...new Set(keys.flatMap((key) => labels[key] ?? []))].join(' ')
}

function distinct(lines: readonly Labels[], keys: readonly string[]): number {
  return new Set(lines.map((labels) => nameOf(labels, keys))).size
}

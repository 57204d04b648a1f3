// `$$`, `$name` or `${name}`; any other dollar sign stands for itself.
const reference = /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu

// A number with a leading zero is a name to Go, and so is one that no expression can have as many groups for.
const groupNumber = /^(?:0|[1-9]\d{0,7})$/

/**
 * The template of a replacement, as Go's `regexp.Expand` fills it in: a name reaches as far as letters, digits and
 * underscores do, and a group that does not exist or took no part is empty.
 */
export function expandTemplate(
  template: string,
  groups: readonly (string | undefined)[],
  names: ReadonlyMap<string, number>,
): string {
  return template.replace(reference, (_, dollar?: string, bare?: string, braced?: string) => {
    if (dollar !== undefined) return '$'
    const name = bare ?? braced ?? ''
    const group = groupNumber.test(name) ? Number(name) : names.get(name)
    return (group === undefined ? undefined : groups[group]) ?? ''
  })
}

import { AppError } from '@ocp-perf/errors'

const fluxEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  // What follows a dollar may be a brace, which would begin an interpolation.
  '${': '\\${',
}

/** A text as a Flux string literal, quotes included. */
export function fluxString(text: string): string {
  return `"${text.replace(/\$\{|["\\\n\r\t]/g, (found) => fluxEscapes[found] ?? found)}"`
}

/** A name as a quoted InfluxQL identifier. Throws `invalid_input` for what InfluxQL cannot write. */
export function influxQlIdentifier(name: string): string {
  if (name === '') throw new AppError('invalid_input', 'A name is empty.', { hint: 'Name what is meant.' })
  return quoted(name, '"')
}

/** A text as an InfluxQL string literal. Throws `invalid_input` for what InfluxQL cannot write. */
export function influxQlString(text: string): string {
  return quoted(text, "'")
}

function quoted(text: string, quote: '"' | "'"): string {
  // InfluxQL has an escape for a line feed alone; its scanner replaces a carriage return.
  if (/[\r\0]/.test(text)) {
    throw new AppError('invalid_input', 'A name or value holds a character that InfluxQL cannot write.', {
      hint: 'Leave out carriage returns and null characters.',
    })
  }
  const escaped = text.replace(/["'\\\n]/g, (found) => {
    if (found === '\n') return '\\n'
    return found === quote || found === '\\' ? `\\${found}` : found
  })
  return `${quote}${escaped}${quote}`
}

/** A text as an SQL string literal, in which only the quote itself means something. */
export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

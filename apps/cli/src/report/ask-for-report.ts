import type { FormatName } from './report-format.ts'

/** What a report is to be, as a person at a terminal said. */
export interface ReportAnswers {
  domain: string
  duration: string
  format: FormatName
  out: string | undefined
}

interface Choice {
  value: string
  label: string
}

export interface AskOptions {
  domains: readonly Choice[]
  usual: string
  /** A file's name for what was chosen. */
  fileFor: (answers: { domain: string; format: FormatName }) => string
  signal: AbortSignal
}

const lengths: Choice[] = [
  { value: '15m', label: 'The last 15 minutes' },
  { value: '1h', label: 'The last hour' },
  { value: '6h', label: 'The last 6 hours' },
  { value: '24h', label: 'The last 24 hours' },
  { value: '7d', label: 'The last 7 days' },
]

const places: { value: FormatName; label: string }[] = [
  { value: 'md', label: 'Here, on the terminal' },
  { value: 'html', label: 'A page with charts (HTML)' },
  { value: 'pdf', label: 'The same as PDF' },
  { value: 'json', label: 'Data (JSON)' },
]

/** Asks a person what the report is to be about and where it goes. An abort where that is answered with Ctrl-C. */
export async function askForReport({ domains, usual, fileFor, signal }: AskOptions): Promise<ReportAnswers> {
  const { select, text } = await import('@clack/prompts')
  const shared = { output: process.stderr, signal }
  const answered = <Value>(value: Value): Exclude<Value, symbol> => {
    if (isAnswer(value)) return value
    throw new DOMException('Nothing was chosen.', 'AbortError')
  }
  const domain = answered(
    await select({ ...shared, message: 'What is the report about?', options: [...domains], initialValue: usual }),
  )
  const duration = answered(await select({ ...shared, message: 'Which time?', options: lengths, initialValue: '1h' }))
  const format = answered(await select({ ...shared, message: 'Where does it go?', options: places }))
  if (format === 'md') return { domain, duration, format, out: undefined }
  const initialValue = fileFor({ domain, format })
  const validate = (name: string | undefined) => (name?.trim() ? undefined : 'A file needs a name.')
  const out = answered(await text({ ...shared, message: 'Name of the file', initialValue, validate }))
  return { domain, duration, format, out }
}

/** Ctrl-C answers with a symbol. */
function isAnswer<Value>(value: Value): value is Exclude<Value, symbol> {
  return typeof value !== 'symbol'
}

import { AppError } from '@ocp-perf/errors'
import type { Narrative, Report } from '@ocp-perf/panel'
import { countWords } from '../../analyst/write/markdown.ts'
import { createFence } from '../../chat/fence.ts'
import type { Model, Reply } from '../../chat/model/open-model.ts'
import { joinSignals } from '../../join-signals.ts'
import type { ReportOptions } from '../reporter.ts'
import { type Evidence, findUnheld } from './check-narrative.ts'
import { extractOf } from './extract.ts'
import { againMessages, narrativeMessages } from './messages.ts'

/** A narrative, or why there is none. */
export type Written = { narrative: Narrative; note?: undefined } | { narrative: null; note: string }

export interface Writer {
  model: Pick<Model, 'reply'>
  name: string
}

// More than it is asked for is no mistake yet.
const mostWords = 350
const mostQuoted = 8
// A report does not wait longer for what it can do without.
const patienceMs = 150_000

/**
 * Has a model write what a report comes to. What it states and the report does not hold makes it write once more, and then
 * leaves it out; a model that fails, refuses or is cut off is told in a note and fails nothing.
 */
export async function writeNarrative(report: Report, writer: Writer, options: ReportOptions): Promise<Written> {
  const { signal, onProgress } = options
  onProgress?.('Writing the narrative')
  const limited = joinSignals([signal], patienceMs)
  try {
    return await writeChecked(extractOf(report), writer, { ...options, signal: limited.signal })
  } catch (error) {
    signal.throwIfAborted()
    if (limited.isLate()) return without(`the model ${writer.name} took longer than ${patienceMs / 1000} s.`)
    if (error instanceof AppError) return without([error.message, error.hint ?? ''].join(' ').trim())
    throw error
  } finally {
    limited.release()
  }
}

async function writeChecked(evidence: Evidence, writer: Writer, options: ReportOptions): Promise<Written> {
  const { name } = writer
  const messages = narrativeMessages(evidence.text, createFence())
  const first = await ask(writer, messages, options, false)
  if (first.problem !== undefined) return without(first.problem)
  const wrong = wrongWith(first.text, evidence)
  if (wrong.length === 0) return { narrative: { text: first.text, model: name } }
  options.onProgress?.('Writing the narrative again: not all of it stood in the report')
  const second = await ask(writer, againMessages(messages, first.text, wrong), options, true)
  if (second.problem !== undefined) return without(second.problem)
  const stillWrong = wrongWith(second.text, evidence)
  if (stillWrong.length === 0) return { narrative: { text: second.text, model: name } }
  return without(`twice the model ${name} wrote what does not hold: ${stillWrong.join('; ')}.`)
}

async function ask(
  { model, name }: Writer,
  messages: Parameters<Model['reply']>[0],
  { signal, onText }: ReportOptions,
  again: boolean,
): Promise<{ text: string; problem: string | undefined }> {
  let begun = false
  const reply = await model.reply(messages, {
    tools: [],
    signal,
    onText: (text, anew) => {
      onText?.(text, anew || (again && !begun))
      begun = true
    },
  })
  return { text: reply.text.trim(), problem: problemOf(reply, name) }
}

function problemOf({ text, refusal, finish }: Reply, name: string): string | undefined {
  if (refusal !== '') return `the model ${name} declined to write one: ${refusal.slice(0, 300)}`
  if (finish === 'content_filter') return `the endpoint of the model ${name} withheld it (content filter).`
  if (finish === 'length') return `the model ${name} reached its own limit of length within it.`
  return text.trim() === '' ? `the model ${name} wrote nothing.` : undefined
}

/** What a narrative may not be printed with, one sentence each. */
function wrongWith(text: string, evidence: Evidence): string[] {
  const unheld = findUnheld(text, evidence)
  const words = countWords(text)
  return [
    ...unheld.slice(0, mostQuoted).map((each) => `${JSON.stringify(each)} does not stand in the data`),
    ...(unheld.length > mostQuoted ? [`${unheld.length - mostQuoted} more figures do not stand in the data`] : []),
    ...(words > mostWords ? [`it has ${words} words in place of 250`] : []),
  ]
}

function without(why: string): Written {
  return { narrative: null, note: `There is no narrative: ${why}` }
}

import { stripVTControlCharacters, styleText } from 'node:util'
import type { Verdict } from '@ocp-perf/panel'

/** Where a command writes: answers to `out`, everything about them to `err`. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** A line about work in progress that the next one replaces; without a terminal nothing. */
  progress(text: string): void
  /** Takes the line about work in progress away. */
  settle(): void
  /** Colours, where the reader of `out` can see them. */
  verdict(verdict: Verdict, text?: string): string
  dim(text: string): string
  columns: number
}

export interface Streams {
  out: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>
  err: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>
  env: Readonly<NodeJS.ProcessEnv>
}

const verdictStyles = {
  ok: 'green',
  watch: 'yellow',
  degraded: 'magenta',
  critical: 'red',
  no_data: 'dim',
  unknown: 'dim',
} as const satisfies Record<Verdict, unknown>

/** Colours are for terminals alone, and not where NO_COLOR asks for none (no-color.org). */
export function createTerminal({ out, err, env }: Streams): Terminal {
  const colours = Boolean(out.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb'
  const live = Boolean(err.isTTY) && env.TERM !== 'dumb'
  let shown = false
  const settle = () => {
    if (shown) err.write('\r\u001b[K')
    shown = false
  }
  const style = (name: Parameters<typeof styleText>[0], text: string) =>
    colours ? styleText(name, text, { validateStream: false }) : text
  return {
    out: (text) => {
      settle()
      out.write(text.endsWith('\n') ? text : `${text}\n`)
    },
    err: (text) => {
      settle()
      err.write(text.endsWith('\n') ? text : `${text}\n`)
    },
    progress: (text) => {
      if (!live) return
      shown = true
      err.write(`\r\u001b[K${text}`)
    },
    settle,
    verdict: (verdict, text = verdict) => style(verdictStyles[verdict], text),
    dim: (text) => style('dim', text),
    columns: out.columns ?? 100,
  }
}

/** What others wrote, such as a label's value, without anything that would steer a terminal. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ')
}

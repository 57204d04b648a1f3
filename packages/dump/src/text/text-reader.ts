import { newline } from './bytes.ts'
import { readLines } from './line-reader.ts'
import { createLineState, flush, type LineState } from './line-state.ts'
import { isEndMark } from './metadata-lines.ts'

export interface TextReader {
  /** What was read so far. */
  readonly state: LineState
  /** Takes the next part of the text, which may begin and end anywhere. It is not kept. */
  feed(chunk: Buffer): void
  /** Whether the text ended in the middle of a line. Nothing may be fed afterwards. */
  end(): boolean
}

/** The longest line that is read, in bytes; a series with a thousand labels needs far less. */
const longestLine = 2 ** 20

/** Cuts a text into lines. It holds back at most one of them, of at most `longestLine` bytes. */
export function createTextReader(): TextReader {
  const state = createLineState()
  let held = Buffer.allocUnsafeSlow(4096)
  let length = 0
  let tooLong = false

  const hold = (part: Buffer) => {
    tooLong ||= length + part.length > longestLine
    if (tooLong) {
      length = 0
      return
    }
    if (length + part.length > held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length + part.length, held.length * 2))
      held.copy(larger, 0, 0, length)
      held = larger
    }
    part.copy(held, length)
    length += part.length
  }

  const readHeld = () => {
    if (tooLong) state.bad.add(++state.lines, `longer than ${longestLine / 2 ** 20} MiB`)
    else readLines(state, held, 0, length)
    tooLong = false
    length = 0
  }

  return {
    state,
    feed(chunk) {
      let from = 0
      if (length > 0 || tooLong) {
        from = chunk.indexOf(newline) + 1
        hold(from === 0 ? chunk : chunk.subarray(0, from))
        if (from === 0) return
        readHeld()
      }
      const to = Math.max(from, chunk.lastIndexOf(newline) + 1)
      readLines(state, chunk, from, to)
      hold(chunk.subarray(to))
    },
    end() {
      const rest = held.toString('latin1', 0, length)
      const isEnd = isEndMark(rest)
      const cut = tooLong || (rest.trim() !== '' && !isEnd)
      if (tooLong || isEnd || endsWhole(rest, state)) {
        hold(Buffer.from('\n'))
        readHeld()
      }
      flush(state)
      return cut
    },
  }
}

/**
 * Whether a last line without its newline can be used: a time that is shorter than others may lack its end, which would
 * make it another time.
 */
function endsWhole(line: string, { timeLength }: LineState): boolean {
  const word = line.trimEnd().split(/[ \t]/).at(-1) ?? ''
  return word !== '' && (timeLength < 0 || word.length === timeLength)
}

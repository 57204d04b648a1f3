import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Icon } from '../parts/icon.tsx'

interface ComposerProps {
  label: string
  initial?: string
  canAsk: boolean
  onAsk(question: string): void
  /** Given while an answer is being written. */
  onStop?: (() => void) | undefined
  /** Given where a question is edited. */
  onLeave?: () => void
}

const longest = 4000

/** Where a question is written: Enter asks, Shift+Enter begins a line. */
export function Composer({ label, initial = '', canAsk, onAsk, onStop, onLeave }: ComposerProps) {
  const [text, setText] = useState(initial)
  const input = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    input.current?.focus({ preventScroll: true })
  }, [])
  const submit = () => {
    const question = text.trim()
    if (question === '' || !canAsk) return
    setText('')
    onAsk(question)
  }
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') (onStop ?? onLeave)?.()
    // While an input method composes a word, Enter chooses it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    submit()
  }
  return (
    <form className="composer" onSubmit={onSubmit}>
      <textarea
        ref={input}
        aria-label={label}
        placeholder="Ask what is slow, why, and since when"
        rows={1}
        maxLength={longest}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKey}
      />
      {onLeave !== undefined && (
        <button type="button" className="button" onClick={onLeave}>
          Cancel
        </button>
      )}
      {onStop === undefined ? (
        <button
          type="submit"
          className="round-button"
          aria-label="Ask"
          title="Ask (Enter)"
          disabled={!canAsk || text.trim() === ''}
        >
          <Icon name="send" />
        </button>
      ) : (
        <button type="button" className="round-button" aria-label="Stop" title="Stop (Escape)" onClick={onStop}>
          <Icon name="stop" />
        </button>
      )}
    </form>
  )
}

import { useEffect, useRef, useState } from 'react'
import { Icon } from './icon.tsx'
import { Pre } from './pre.tsx'

/** A command to be pasted into a shell. */
export function Copyable({ text }: { text: string }) {
  const shown = useRef<HTMLElement>(null)
  const [state, setState] = useState<'ready' | 'copied' | 'selected'>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), 2500)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setState('copied')
    } catch {
      // Without TLS a browser gives no clipboard: the text is selected, so that a key is enough.
      if (shown.current !== null) getSelection()?.selectAllChildren(shown.current)
      setState('selected')
    }
  }
  return (
    <div className="copyable">
      <Pre>
        <code ref={shown}>{text}</code>
      </Pre>
      <button type="button" className="icon-button" onClick={() => void copy()} aria-label="Copy the command">
        <Icon name={state === 'copied' ? 'check' : 'copy'} />
      </button>
      <span className="copy-said" role="status">
        {state === 'copied' ? 'Copied' : state === 'selected' ? 'Selected: press Ctrl+C' : ''}
      </span>
    </div>
  )
}

import { type FocusEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { Icon, type IconName } from './icon.tsx'

interface MenuProps {
  name: string
  icon: IconName
  choices: readonly { name: string; onChoose(): void }[]
}

/** A button that offers a few ways to do what it says; it folds up again when one is taken or the reader goes elsewhere. */
export function Menu({ name, icon, choices }: MenuProps) {
  const [isOpen, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const id = useId()
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setOpen(false)
  }
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !isOpen) return
    setOpen(false)
    opener.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches what its buttons let through
    <div className="menu" onBlur={onBlur} onKeyDown={onKeyDown}>
      <button
        ref={opener}
        type="button"
        className="quiet-button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icon} />
        {name}
      </button>
      <ul id={id} className="menu-choices" hidden={!isOpen} aria-label={name}>
        {choices.map((choice) => (
          <li key={choice.name}>
            <button
              type="button"
              onClick={() => {
                setOpen(false)
                choice.onChoose()
              }}
            >
              {choice.name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

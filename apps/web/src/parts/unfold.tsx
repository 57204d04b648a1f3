import { type ReactNode, useState } from 'react'

interface UnfoldProps {
  summary: ReactNode
  className?: string
  open?: boolean
  /** Called when it is unfolded, so that nothing is built for who does not look. */
  children: () => ReactNode
}

/** Something that is built and shown when asked for. */
export function Unfold({ summary, className, open = false, children }: UnfoldProps) {
  const [isOpen, setOpen] = useState(open)
  return (
    <details className={className} open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && <div className="unfolded">{children()}</div>}
    </details>
  )
}

import type { ReactNode } from 'react'

/** A table that scrolls by itself where it is too wide. */
export function TableBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs
    <div className="table-box" tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  )
}

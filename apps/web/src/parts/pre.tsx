import type { ReactNode, Ref } from 'react'

interface PreProps {
  className?: string
  ref?: Ref<HTMLPreElement>
  children: ReactNode
}

/** Text as it was written, which scrolls by itself where it is too long. */
export function Pre({ children, ...rest }: PreProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre tabIndex={0} {...rest}>
      {children}
    </pre>
  )
}

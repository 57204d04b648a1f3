import { useEffect, useState } from 'react'

/** A number that changes with the colours of the page, be it by its own switch or by the system's. */
export function useThemeChange(): number {
  const [changes, setChanges] = useState(0)
  useEffect(() => {
    const count = () => setChanges((before) => before + 1)
    const system = matchMedia('(prefers-color-scheme: dark)')
    const own = new MutationObserver(count)
    own.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    system.addEventListener('change', count)
    return () => {
      own.disconnect()
      system.removeEventListener('change', count)
    }
  }, [])
  return changes
}

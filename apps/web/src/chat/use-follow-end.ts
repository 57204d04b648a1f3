import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'

/** How near to the end a reader must be for the page to keep showing the end. */
const nearPx = 120

/** Keeps the end of what grows in sight, until the reader scrolls away from it; null while there is nothing yet. */
export function useFollowEnd(growing: unknown): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null)
  const isNear = useRef(true)
  useEffect(() => {
    const element = box.current
    const note = () => {
      if (element === null) return
      isNear.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx
    }
    element?.addEventListener('scroll', note, { passive: true })
    return () => element?.removeEventListener('scroll', note)
  }, [])
  useLayoutEffect(() => {
    if (growing !== null && isNear.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [growing])
  return box
}

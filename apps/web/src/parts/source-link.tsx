import { Icon } from './icon.tsx'

/** The document that something rests on, by its host alone where room is scarce. What is no web address stays text. */
export function SourceLink({ source, isShort = false }: { source: string; isShort?: boolean }) {
  if (!/^https?:\/\//.test(source)) return <span className="source">{source}</span>
  return (
    <a className="source" href={source} title={source} target="_blank" rel="noreferrer noopener">
      {isShort ? new URL(source).hostname : nameOf(source)}
      <Icon name="out" />
      <span className="hidden">(opens in a new tab)</span>
    </a>
  )
}

function nameOf(address: string): string {
  const { hostname, pathname } = new URL(address)
  const last = pathname.split('/').filter(Boolean).at(-1)
  return last === undefined ? hostname : `${hostname} · ${last.length > 44 ? `${last.slice(0, 42)}…` : last}`
}

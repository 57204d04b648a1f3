import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { agent } from '../api/agent.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { RangePicker } from './range-picker.tsx'
import { useSettings } from './settings.tsx'

const pages: readonly { path: string; name: string; icon: IconName; owns: (path: string) => boolean }[] = [
  { path: '/', name: 'Chat', icon: 'chat', owns: (path) => path === '/' || path.startsWith('/chat') },
  { path: '/overview', name: 'Overview', icon: 'pulse', owns: (path) => path.startsWith('/overview') },
  { path: '/panels', name: 'Panels', icon: 'grid', owns: (path) => path.startsWith('/panels') },
  { path: '/reports', name: 'Reports', icon: 'page', owns: (path) => path.startsWith('/reports') },
  { path: '/history', name: 'History', icon: 'clock', owns: (path) => path.startsWith('/history') },
]

/** What stands around every page: where one is, where one can go, and what it is all about. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header className="bar">
        <Link href="/" className="brand" aria-label="OCP Performance Analyzer, new question">
          <Icon name="mark" />
          <span>OCP Performance Analyzer</span>
        </Link>
        <Navigation />
        <div className="scope">
          <ClusterPicker />
          <RangePicker />
          <ThemeButton />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

function Navigation() {
  const [path] = useLocation()
  return (
    <nav aria-label="Pages" className="pages">
      {pages.map(({ path: to, name, icon, owns }) => (
        <Link key={to} href={to} aria-current={owns(path) ? 'page' : undefined}>
          <Icon name={icon} />
          <span>{name}</span>
        </Link>
      ))}
    </nav>
  )
}

function ClusterPicker() {
  const { data } = useQuery({ queryKey: ['about'], queryFn: ({ signal }) => agent.about(signal), staleTime: 300_000 })
  const { cluster, change } = useSettings()
  const clusters = data?.clusters ?? []
  const chosen = clusters.find(({ name }) => name === cluster) ?? clusters[0]
  if (chosen === undefined) return null
  return (
    <span className="picker">
      <label>
        <Icon name="cluster" />
        <span className="hidden">Cluster</span>
        <select value={chosen.name} onChange={({ target }) => change({ cluster: target.value })}>
          {clusters.map(({ name, simulated }) => (
            <option key={name} value={name}>
              {simulated ? `${name} (simulated)` : name}
            </option>
          ))}
        </select>
      </label>
    </span>
  )
}

const nextTheme = { system: 'dark', dark: 'light', light: 'system' } as const
const themeIcon = { system: 'auto', dark: 'moon', light: 'sun' } as const

function ThemeButton() {
  const { theme, change } = useSettings()
  const label = `Theme: ${theme === 'system' ? 'as the system' : theme}`
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      onClick={() => change({ theme: nextTheme[theme] })}
    >
      <Icon name={themeIcon[theme]} />
    </button>
  )
}

import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { Icon, type IconName } from '../parts/icon.tsx'
import { ClusterPicker } from './cluster-picker.tsx'
import { RangePicker } from './range-picker.tsx'
import { useSettings } from './settings.tsx'

const isChat = (path: string) => path === '/' || path.startsWith('/chat') || path.startsWith('/ask')

const pages: readonly { path: string; name: string; icon: IconName; owns: (path: string) => boolean }[] = [
  { path: '/', name: 'Chat', icon: 'chat', owns: isChat },
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
          <PageScope />
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

/** What the pages are about; a conversation has a choice of its own, beside its question. */
function PageScope() {
  const [path] = useLocation()
  const { cluster, range, change } = useSettings()
  if (isChat(path)) return null
  return (
    <>
      <ClusterPicker cluster={cluster} onChoose={(chosen) => change({ cluster: chosen })} />
      <RangePicker range={range} onChoose={(chosen) => change({ range: chosen })} />
    </>
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

import { type Range, rangeSchema } from '@ocp-perf/agents/contract'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { z } from 'zod'

const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  cluster: z.string().nullable().catch(null),
  range: rangeSchema.catch({ duration: '1h' }),
})
type Stored = z.infer<typeof settingsSchema>

/** What a reader chose for the whole page; it outlives a reload. */
export interface Settings extends Stored {
  change(values: Partial<Stored>): void
}

const storageKey = 'ocp-perf-settings'
const SettingsContext = createContext<Settings | null>(null)

export function SettingsProvider({ children }: { children: ReactNode }) {
  const [stored, setStored] = useState(readStored)
  useEffect(() => {
    const { dataset } = document.documentElement
    if (stored.theme === 'system') delete dataset.theme
    else dataset.theme = stored.theme
    try {
      localStorage.setItem(storageKey, JSON.stringify(stored))
    } catch {
      // Storage may be forbidden: the choice then lasts as long as the page.
    }
  }, [stored])
  const settings = useMemo<Settings>(
    () => ({ ...stored, change: (values) => setStored((before) => ({ ...before, ...values })) }),
    [stored],
  )
  return <SettingsContext value={settings}>{children}</SettingsContext>
}

export function useSettings(): Settings {
  const settings = useContext(SettingsContext)
  if (settings === null) throw new Error('useSettings outside of SettingsProvider')
  return settings
}

/** The cluster and range as requests take them. */
export function useScope(): { cluster: string | undefined; range: Range } {
  const { cluster, range } = useSettings()
  return { cluster: cluster ?? undefined, range }
}

function readStored(): Stored {
  try {
    return settingsSchema.parse(JSON.parse(localStorage.getItem(storageKey) ?? '{}'))
  } catch {
    return settingsSchema.parse({})
  }
}

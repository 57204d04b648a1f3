import {
  type Diagnosis,
  diagnosisSchema,
  type LevelWalk,
  levelWalkSchema,
  type PanelResult,
  panelResultSchema,
} from '@ocp-perf/panel'
import { z } from 'zod'

/** What a tool's data turned out to be. */
export interface Shapes {
  diagnosis: Diagnosis | null
  walk: LevelWalk | null
  panels: readonly PanelResult[]
}

const holderSchema = z.record(z.string(), z.unknown())

/** Finds the shapes that the page knows how to show: the data itself, or what it holds one level down. */
export function shapesOf(data: unknown): Shapes {
  const diagnosis = diagnosisSchema.safeParse(data)
  if (diagnosis.success) return { diagnosis: diagnosis.data, walk: null, panels: [] }
  const walk = levelWalkSchema.safeParse(data)
  if (walk.success) return { diagnosis: null, walk: walk.data, panels: [] }
  return { diagnosis: null, walk: null, panels: panelsIn(data) }
}

function panelsIn(data: unknown): PanelResult[] {
  const panel = panelResultSchema.safeParse(data)
  if (panel.success) return [panel.data]
  const holder = holderSchema.safeParse(data)
  if (!holder.success) return []
  return Object.values(holder.data)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .flatMap((value) => {
      const held = panelResultSchema.safeParse(value)
      return held.success ? [held.data] : []
    })
}

import type { SaidEvent } from '../../answerer.ts'
import type { DrawCharts } from '../../charts/draw.ts'
import { type Topic, type Wish, wishesOfCauses, wishesOfMetrics } from '../../charts/wishes.ts'
import type { ToolRun } from './create-runner.ts'

interface DrawOptions extends Topic {
  draw: DrawCharts
  say: (event: SaidEvent) => void
  signal: AbortSignal
  /** Metrics that the turn has drawn already; those that are drawn now are added. */
  drawn?: Set<string>
}

const mostCharts = 3
const mostPanelCharts = 2

/** Draws what decided: the evidence of the top causes, or the worst of what was measured. What cannot be drawn is left out. */
export async function drawCharts(
  runs: readonly ToolRun[],
  { draw, say, signal, drawn = new Set(), ...topic }: DrawOptions,
): Promise<void> {
  const wanted = runs.flatMap(({ call, content, answer }) =>
    wishesFor(content, topic).map((wish) => ({ call, server: answer.server, wish })),
  )
  const once = wanted.filter(
    ({ wish }, at) => !drawn.has(wish.metric) && wanted.findIndex((other) => other.wish.metric === wish.metric) === at,
  )
  const chosen = once.slice(0, mostCharts)
  for (const { wish } of chosen) drawn.add(wish.metric)
  await Promise.all(
    chosen.map(async ({ call, server, wish }) => {
      try {
        for (const chart of await draw([wish], server, signal)) say({ type: 'chart', call, chart })
      } catch (error) {
        // When the time is over the answer stands without its picture.
        if (!signal.aborted) throw error
      }
    }),
  )
}

function wishesFor(content: ToolRun['content'], topic: Topic): Wish[] {
  if (content.kind === 'diagnosis') return wishesOfCauses(content.diagnosis).slice(0, mostCharts)
  if (content.kind === 'levels') return wishesOfCauses(content.walk).slice(0, mostCharts)
  if (content.kind === 'other') return []
  const wishes = wishesOfMetrics(content.panel.metrics, topic)
  // Only what is wrong is drawn with the limit of a level.
  const bad = wishes.filter(({ limit }) => limit?.of === 'level' && limit.level !== undefined)
  return bad.length > 0 ? bad.slice(0, mostPanelCharts) : wishes.slice(0, 1)
}

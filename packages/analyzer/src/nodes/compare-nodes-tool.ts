import { compareNodes, type FleetComparison, fewestNodes, type Outlier } from '@ocp-perf/analysis'
import { formatValue, type PanelResult, unitSchema, verdictSchema, windowSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { everyRow } from '../diagnose/diagnose-cluster.ts'
import type { PanelTool } from '../panel-tool.ts'
import { recordingFirst } from '../recording-first.ts'
import { joinLines } from '../summarize-panel.ts'
import { windowInput } from '../window-input.ts'

const outlierSchema = z.object({
  metric: z.string(),
  title: z.string(),
  unit: unitSchema,
  node: z.string(),
  labels: z.record(z.string(), z.string()),
  /** The mean over the window, and the median of that over all nodes. */
  value: z.number(),
  fleet: z.number(),
  /** Robust z: 3.5 and more is an outlier. */
  z: z.number(),
  worse: z.boolean().nullable(),
})

const comparisonSchema = z.object({
  verdict: verdictSchema,
  headline: z.string(),
  cluster: z.string(),
  window: windowSchema,
  /** Nodes that were compared. */
  nodes: z.number(),
  outliers: z.array(outlierSchema),
  omitted: z.number(),
  notes: z.array(z.string()),
})
type Comparison = z.infer<typeof comparisonSchema>

/** A tool that holds each node against the fleet, in the groups that it names unless others are asked for. */
export function compareNodesTool({ groups: usual, ...face }: PanelTool) {
  return tool({
    ...face,
    effect: 'read',
    input: windowInput.extend({
      groups: z.array(z.string().max(60)).min(1).max(10).optional().describe('Catalog groups'),
      top: z.int().min(1).max(100).default(15).describe('Outliers shown'),
    }),
    output: comparisonSchema,
    run: async ({ groups = usual, top, cluster: name, ...request }, context, signal): Promise<Comparison> => {
      const { collector } = await context.cluster(name, signal)
      const { panel } = await collector.group(groups, { ...request, top: everyRow }, signal)
      return describeFleet(panel, compareNodes({ panel }, context.catalog), top)
    },
    summarize: ({ verdict, headline, cluster, window, outliers, omitted, notes }) => {
      const [from, to] = [window.start, window.end].map((time) => formatValue(time, 'timestamp'))
      return joinLines(`${verdict}: ${headline}\n${cluster}, ${from} to ${to}; means over the window`, [
        ...outliers.map(describe),
        ...(omitted > 0 ? [`and ${omitted} more; ask with a larger top`] : []),
        ...notes.map((note) => `Note: ${note}`),
      ])
    },
  })
}

function describeFleet(
  { cluster, window, notes }: PanelResult,
  { outliers, compared, uncompared, nodes }: FleetComparison,
  top: number,
): Comparison {
  const few = compared.length === 0 ? [] : uncompared.map(({ title }) => title)
  const shown = outliers.slice(0, top).map(({ metric: { id, title, unit }, worse = null, ...outlier }) => ({
    ...outlier,
    metric: id,
    title,
    unit,
    worse,
  }))
  return {
    ...judge(outliers, { compared: compared.length, nodes }),
    cluster,
    window,
    nodes,
    outliers: shown,
    omitted: outliers.length - shown.length,
    notes: recordingFirst([
      ...notes,
      ...(few.length > 0 ? [`Of fewer than ${fewestNodes} nodes, so not compared: ${few.join(', ')}.`] : []),
    ]),
  }
}

type Told = Pick<Comparison, 'verdict' | 'headline'>

function judge(outliers: readonly Outlier[], { compared, nodes }: { compared: number; nodes: number }): Told {
  if (nodes === 0) return { verdict: 'no_data', headline: 'no metric of a node could be measured' }
  if (compared === 0)
    return { verdict: 'unknown', headline: `${nodes} nodes are too few to compare: it takes ${fewestNodes}` }
  const about = `${nodes} nodes compared in ${compared} metrics`
  const worse = outliers.filter((outlier) => outlier.worse === true)
  const [worst] = worse
  if (worst === undefined) {
    const otherwise = outliers.length === 0 ? 'no node stands apart' : 'no node stands apart for the worse'
    return { verdict: 'ok', headline: `${otherwise}; ${about}` }
  }
  const names = [...new Set(worse.map(({ node }) => node))]
  const others = names.length > 1 ? ` (and ${names.length - 1} more)` : ''
  const { metric, value, fleet } = worst
  const figures = `${formatValue(value, metric.unit)}, the fleet ${formatValue(fleet, metric.unit)}`
  return { verdict: 'watch', headline: `${worst.node}: ${metric.title} ${figures}${others}; ${about}` }
}

function describe({ title, unit, node, labels, value, fleet, z, worse }: Comparison['outliers'][number]): string {
  const kind = Object.entries(labels).flatMap(([name, each]) => (name === 'node' || name === 'role' ? [] : [each]))
  const side = worse === null ? '' : worse ? ' (worse)' : ' (better)'
  const figures = `${formatValue(value, unit)} beside ${formatValue(fleet, unit)}`
  return `- ${[node, ...kind].join('/')}: ${title} ${figures}, z ${z.toFixed(1)}${side}`
}

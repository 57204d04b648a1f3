import { unitSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'

export default tool({
  name: 'list_metrics',
  title: 'Search the catalog',
  description: 'Find what can be measured, by words or group. Gives the ids that query_metric takes.',
  effect: 'read',
  input: z.strictObject({
    text: z.string().max(200).default('').describe('Words, such as "wal fsync"'),
    group: z.string().max(100).optional().describe('Such as etcd/network-io'),
    limit: z.int().min(1).max(100).default(20),
  }),
  output: z.object({
    metrics: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        group: z.string(),
        unit: unitSchema,
        better: z.enum(['lower', 'higher', 'none']),
        by: z.array(z.string()),
        brief: z.string(),
        limits: z.record(z.string(), z.number()),
      }),
    ),
    omitted: z.number(),
    groups: z.array(z.string()),
  }),
  run: async ({ text, group, limit }, { catalog }) => {
    const within = group === undefined ? undefined : catalog.group(group).name
    const hits = catalog.search(text).filter((hit) => within === undefined || hit.group.name === within)
    return {
      metrics: hits.slice(0, limit).map(({ metric, group }) => ({
        id: metric.id,
        title: metric.title,
        group: group.name,
        unit: metric.unit,
        better: metric.better,
        by: metric.by,
        brief: metric.brief,
        limits: limitsOf(metric.bands),
      })),
      omitted: Math.max(0, hits.length - limit),
      groups: [...catalog.groups.keys()],
    }
  },
  summarize: ({ metrics, omitted, groups }) =>
    [
      metrics.length === 0 ? `No metric fits. Groups: ${groups.join(', ')}.` : undefined,
      ...metrics.map(({ id, title, unit, group }) => `${id}: ${title} (${unit}, ${group})`),
      omitted > 0 ? `${omitted} more; raise limit or add words.` : undefined,
    ]
      .filter(Boolean)
      .join('\n'),
})

function limitsOf(
  bands: { watch?: number | undefined; degraded?: number | undefined; critical?: number | undefined } = {},
) {
  const { watch, degraded, critical } = bands
  return Object.fromEntries(
    Object.entries({ watch, degraded, critical }).filter((pair): pair is [string, number] => pair[1] !== undefined),
  )
}

import { formatValue } from '@ocp-perf/panel'
import type { NodeStartup, Startup } from './startup-schema.ts'

const nodesTold = 3

/** An explanation as text that stands alone: where the time goes, then the slowest nodes stage by stage. */
export function summarizeStartup({
  verdict,
  headline,
  cluster,
  window,
  nodes,
  omitted,
  missing,
  notes,
}: Startup): string {
  const left = nodes.length - nodesTold + omitted
  return [
    `${verdict}: ${headline}`,
    `${cluster}, ${formatValue(window.start, 'timestamp')} to ${formatValue(window.end, 'timestamp')}; times of the slowest 1% of pods`,
    ...nodes.slice(0, nodesTold).flatMap(nodeLines),
    ...(left > 0 ? [`… and ${left} more nodes, none of them slower; the structured data has the next ones.`] : []),
    ...missing.map(({ what, why }) => `Not measured: ${what}: ${why}`),
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n')
}

function nodeLines({ node, total, stages, slowest }: NodeStartup): string[] {
  return [
    `${node}: ${total === null ? 'the whole was not measured' : `${formatValue(total, 'seconds')} in all`}`,
    ...stages.map(
      ({ id, title, by, seconds }) =>
        `- ${title}: ${seconds === null ? 'not measured' : formatValue(seconds, 'seconds')} (${by})${id === slowest ? ' ← most of it' : ''}`,
    ),
  ]
}

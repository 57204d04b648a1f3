import { bandLevels, formatValue } from '@ocp-perf/panel'
import type { Group, Metric } from '../catalog-schema.ts'
import { sourceName } from '../collect/headline.ts'

const begin = '<!-- begin: generated from config/metrics -->'
const end = '<!-- end: generated -->'

type Limits = NonNullable<Metric['bands']>

/** A page with the part between its markers written anew from the catalog; the rest is somebody's own words. */
export function withCatalog(page: string, groups: Iterable<Group>): string {
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`the page lacks "${begin}" or "${end}"`)
  return `${before}${begin}\n\n${[...groups].map(groupSection).join('\n')}\n${end}${after}`
}

function groupSection({ name, title, brief, metrics }: Group): string {
  return [
    `### \`${name}\`: ${title}`,
    '',
    brief,
    '',
    '| metric | unit | rows | what it shows | limits | in the original |',
    '| --- | --- | --- | --- | --- | --- |',
    ...metrics.map(metricRow),
    '',
  ].join('\n')
}

function metricRow(metric: Metric): string {
  const cells = [
    `\`${metric.id}\``,
    metric.unit.replaceAll('_', ' '),
    metric.by.join(', ') || '–',
    [metric.title, metric.brief, ...conditions(metric)].map(sentence).join(' '),
    limitsCell(metric),
    metric.seed.map((name) => `\`${name}\``).join(', ') || '–',
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim()).join(' | ')} |`
}

function conditions({ since, until, minimal, min_window: shortest, profiles }: Metric): string[] {
  return [
    since === undefined ? '' : `Since ${since}`,
    until === undefined ? '' : `Until ${until}`,
    minimal ? '' : "Not in OpenShift's minimal collection profile",
    shortest === undefined ? '' : `Over at least ${shortest}`,
    profiles === undefined ? '' : `Only on ${profiles.join(', ')}`,
  ].filter((condition) => condition !== '')
}

function limitsCell({ bands, better, unit }: Metric): string {
  if (bands === undefined) return '–'
  const { profiles = {}, hold, ...base } = bands
  const cells = [
    limitsText(base, better, unit),
    ...Object.entries(profiles).map(([profile, limits]) => `on ${profile}: ${limitsText(limits, better, unit)}`),
  ]
  return `${cells.join('; ')}${hold === 'event' ? '; once is enough' : ''}`
}

function limitsText(
  limits: Pick<Limits, 'watch' | 'degraded' | 'critical' | 'source'>,
  better: Metric['better'],
  unit: Metric['unit'],
): string {
  const sign = better === 'higher' ? '<' : '>'
  const figures = bandLevels.flatMap((level) => {
    const limit = limits[level]
    // A limit below yes is no: `< yes` would be a riddle.
    if (limit === undefined) return []
    return [unit === 'boolean' ? `${level} when no` : `${level} ${sign} ${formatValue(limit, unit)}`]
  })
  return `${figures.join(', ')} ([${sourceName(limits.source)}](${limits.source}))`
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

import { loadSharedTools } from '@ocp-perf/analyzer'
import { etcdAnalyzer } from '../etcd-analyzer.ts'

export const readmePath = new URL('../../README.md', import.meta.url)

/** The part of a README between two markers, replaced by the tools as a table. */
export async function withToolsTable(readme: string): Promise<string> {
  const tools = [...(await loadSharedTools()), ...etcdAnalyzer.tools]
  const rows = tools
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ name, description }) => `| \`${name}\` | ${description.replaceAll('|', '\\|')} |`)
  const table = ['| tool | what it answers |', '| --- | --- |', ...rows].join('\n')
  return readme.replace(
    /(<!-- generated:etcd-tools -->\n)[\s\S]*?(<!-- \/generated -->)/,
    (_, start: string, end: string) => `${start}${table}\n${end}`,
  )
}

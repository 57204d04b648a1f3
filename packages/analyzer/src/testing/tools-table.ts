import { loadSharedTools } from '../define-analyzer.ts'
import type { Analyzer } from '../run-analyzer.ts'

/** The part of a README between `<!-- generated:<domain>-tools -->` and its end, replaced by a server's tools as a table. */
export async function withToolsTable(readme: string, { name, tools }: Analyzer): Promise<string> {
  const rows = [...(await loadSharedTools()), ...tools]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((tool) => `| \`${tool.name}\` | ${tool.description.replaceAll('|', '\\|')} |`)
  const table = ['| tool | what it answers |', '| --- | --- |', ...rows].join('\n')
  const block = new RegExp(
    `(<!-- generated:${name.replace(/-analyzer$/, '')}-tools -->\\n)[\\s\\S]*?(<!-- /generated -->)`,
  )
  return readme.replace(block, (_, start: string, end: string) => `${start}${table}\n${end}`)
}

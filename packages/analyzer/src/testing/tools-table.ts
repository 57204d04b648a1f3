import { loadSharedTools } from '../define-analyzer.ts'
import type { Analyzer } from '../run-analyzer.ts'

/** What a table needs of a tool. */
interface ListedTool {
  name: string
  description: string
}

/** The part of a README between `<!-- generated:<domain>-tools -->` and its end, replaced by an analyzer's tools as a table. */
export async function withToolsTable(readme: string, { name, tools }: Analyzer): Promise<string> {
  return withTableOf(readme, { name, tools: [...(await loadSharedTools()), ...tools] })
}

/** The same for a server whose tools are all its own. */
export function withTableOf(readme: string, { name, tools }: { name: string; tools: readonly ListedTool[] }): string {
  const rows = [...tools]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((tool) => `| \`${tool.name}\` | ${tool.description.replaceAll('|', '\\|')} |`)
  const table = ['| tool | what it answers |', '| --- | --- |', ...rows].join('\n')
  const block = new RegExp(
    `(<!-- generated:${name.replace(/-analyzer$/, '')}-tools -->\\n)[\\s\\S]*?(<!-- /generated -->)`,
  )
  return readme.replace(block, (_, start: string, end: string) => `${start}${table}\n${end}`)
}

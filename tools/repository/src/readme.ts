import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { flagTable } from '@ocp-perf/analyzer'
import { root } from './workspace.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The text between `<!-- generated:name -->` and `<!-- /generated -->`. */
function blockOf(document: string, name: string): string {
  const [, rest] = document.split(`<!-- generated:${name} -->\n`)
  const [block] = rest?.split('<!-- /generated -->') ?? []
  if (block === undefined) throw new Error(`No block "${name}".`)
  return block
}

/** The first table below a heading. */
function tableBelow(document: string, heading: string): string {
  const [, section] = document.split(`\n${heading}\n`)
  const table = /(?:^\|.*\n)+/m.exec(section ?? '')
  if (table === null) throw new Error(`No table below "${heading}".`)
  return table[0]
}

function flagsTable(): string {
  const rows = flagTable.map(({ name, value, env, help }) => {
    const flag = `\`--${name}${value === undefined ? '' : ` ${value}`}\``
    return `| ${flag} | ${env === undefined ? '' : `\`${env}\``} | ${help.replaceAll('|', '\\|')} |`
  })
  return ['| flag | variable | what it does |', '| --- | --- | --- |', ...rows, ''].join('\n')
}

/** The root README with its generated parts written anew from what they describe. */
export function renderReadme(): string {
  const blocks: Record<string, string> = {
    'etcd-tools': blockOf(read('apps/etcd-analyzer/README.md'), 'etcd-tools'),
    'network-tools': blockOf(read('apps/network-analyzer/README.md'), 'network-tools'),
    'ovnk-tools': blockOf(read('apps/ovnk-analyzer/README.md'), 'ovnk-tools'),
    'timeseries-tools': blockOf(read('apps/timeseries/README.md'), 'timeseries-tools'),
    configuration: [
      flagsTable(),
      'Which cluster, where `config/clusters.yaml` does not say it:\n',
      tableBelow(read('packages/ocp-auth/README.md'), '## Environment'),
    ].join('\n'),
  }
  return Object.entries(blocks).reduce(withBlock, read('README.md'))
}

function withBlock(page: string, [name, text]: [string, string]): string {
  const start = `<!-- generated:${name} -->\n`
  const end = '<!-- /generated -->'
  return page.replace(`${start}${blockOf(page, name)}${end}`, () => `${start}${text}${end}`)
}

/** The fenced text of a sample, `<!-- sample:name -->`. */
export function sampleOf(document: string, name: string): string {
  const [, rest] = document.split(`<!-- sample:${name} -->\n`)
  const fenced = /```\w*\n([\s\S]*?)```/.exec(rest ?? '')
  if (fenced?.[1] === undefined) throw new Error(`No sample "${name}".`)
  return fenced[1]
}

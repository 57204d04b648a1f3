import { pathToFileURL } from 'node:url'
import type { Diagnosis } from '@ocp-perf/panel'
import { table } from '../output/table.ts'
import type { Terminal } from '../output/terminal.ts'

export interface Demo {
  /** What is shown, in a sentence. */
  about: string
  /** What it is about. */
  domain: string
  /** Address of the page. */
  page: string
  /** Path of the report. */
  report: string
  servers: readonly { name: string; url: string }[]
  /** Path of the simulated cluster's kubeconfig; none over a dump. */
  kubeconfig?: string | undefined
}

/** What a person reads who has just started the demo: what it is, where to look and what to try. */
export function welcome({ about, domain, page, report, servers, kubeconfig }: Demo, terminal: Terminal): string {
  // The server that knows what is wrong.
  const first = servers.find(({ name }) => name === domain) ?? servers[0]
  const places = [
    ['Page', page],
    ['Report (in a moment)', pathToFileURL(report).href],
    ...servers.map(({ name, url }) => [`${name} server`, `${url}/mcp`]),
    ...(kubeconfig === undefined ? [] : [['kubeconfig', kubeconfig]]),
  ]
  return [
    about,
    '',
    table([{ title: 'where' }, { title: 'address' }], places),
    '',
    'Try next:',
    ...(first === undefined ? [] : thingsToTry(first, { page, kubeconfig })).flatMap(([what, command = ''], index) => [
      `  ${index + 1}. ${what}`,
      `     ${terminal.dim(command)}`,
    ]),
    '',
    'Ctrl-C ends it and leaves nothing behind.',
  ].join('\n')
}

/** What a person reads once the report is written: what is wrong. */
export function found({ verdict, headline, score }: Diagnosis, terminal: Terminal): string {
  const scored = score.value === null ? '' : ` (score ${Math.round(score.value)} of 100)`
  return `\nThe report is written. ${terminal.verdict(verdict)}${scored}: ${headline}`
}

function thingsToTry(
  { name, url }: { name: string; url: string },
  { page, kubeconfig }: Pick<Demo, 'page' | 'kubeconfig'>,
): string[][] {
  return [
    [`Open the page and ask it: why is ${name} slow?`, page],
    ['Add it to an MCP client, such as Claude Code:', `claude mcp add --transport http ocp-perf-${name} ${url}/mcp`],
    kubeconfig === undefined
      ? ['See the same on a simulated cluster:', 'npm run demo']
      : [
          'Look at the cluster itself, or break another one (ocp-perf scenarios lists what can go wrong):',
          `kubectl --kubeconfig ${kubeconfig} get nodes`,
        ],
  ]
}

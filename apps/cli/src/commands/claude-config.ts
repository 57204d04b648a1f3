import { oneOf } from '../args.ts'
import { clientEntries } from '../clients/client-entries.ts'
import { clientEnvironment } from '../clients/client-environment.ts'
import { type ClientFile, clientFiles, clientNames } from '../clients/client-files.ts'
import { type Merged, mergeIntoFile } from '../clients/merge-file.ts'
import { clusterArgs, command, flag, jsonArg, text } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { chooseServers, findServers } from '../servers/find-servers.ts'
import { serverArgs } from '../servers/server-args.ts'

const args = {
  servers: {
    type: 'positional',
    required: false,
    description: 'Servers to enter (default: all)',
    valueHint: 'SERVER…',
  },
  client: text('Which client (default: claude)', clientNames.join('|')),
  write: flag("Merge the entries into the client's file instead of printing them"),
  file: text('That file, where it is not at its usual place', 'FILE'),
  ...jsonArg,
  ...clusterArgs,
} as const

/** `ocp-perf claude-config`: how Claude Desktop, VS Code or Cursor start the servers. */
export default command(
  'claude-config',
  'Print or write the entry for Claude Desktop, VS Code or Cursor',
  args,
  async ({ args, terminal }) => {
    const client: ClientFile = clientFiles[oneOf('client', clientNames, args.client ?? 'claude')]
    const servers = chooseServers(args._.length > 0 ? args._ : ['all'], findServers())
    const { env, left } = clientEnvironment(process.env)
    const entries = clientEntries(servers, client, { args: serverArgs(args), env, node: process.execPath })
    for (const name of left) terminal.err(`${name} is left out, being secret: set ${name}_FILE instead.`)
    const path = args.file ?? client.path(process.env)
    if (args.write) {
      const merged = await mergeIntoFile(path, client.key, entries)
      terminal.out(args.json ? JSON.stringify({ path, ...merged }) : describe(merged, path, client))
      return exitCodes.ok.code
    }
    terminal.out(JSON.stringify({ [client.key]: entries }, null, 2))
    terminal.err(`For ${path}; --write merges it there. Then restart ${client.title}.`)
    return exitCodes.ok.code
  },
)

function describe({ added, changed, unchanged }: Merged, path: string, { title }: ClientFile): string {
  const parts = [
    ...(added.length > 0 ? [`added ${added.join(', ')}`] : []),
    ...(changed.length > 0 ? [`changed ${changed.join(', ')}`] : []),
    ...(unchanged.length > 0 ? [`${unchanged.join(', ')} as before`] : []),
  ]
  const next = added.length + changed.length > 0 ? ` Restart ${title} to use it.` : ''
  return `${path}: ${parts.join('; ')}.${next}`
}

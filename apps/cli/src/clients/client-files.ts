import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/** An MCP client that starts servers from a file. */
export interface ClientFile {
  title: string
  /** The object of the file that holds the servers. */
  key: string
  /** What each entry has beside command, args and env. */
  extra: Readonly<Record<string, string>>
  /** Where the client looks for its file. */
  path(env: Readonly<NodeJS.ProcessEnv>): string
}

const home = homedir()

/** Claude Desktop keeps its file where each system keeps applications' settings. */
function claudePath(env: Readonly<NodeJS.ProcessEnv>): string {
  const file = join('Claude', 'claude_desktop_config.json')
  switch (platform()) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', file)
    case 'win32':
      return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), file)
    default:
      return join(env.XDG_CONFIG_HOME ?? join(home, '.config'), file)
  }
}

export const clientFiles = {
  claude: { title: 'Claude Desktop', key: 'mcpServers', extra: {}, path: claudePath },
  vscode: {
    title: 'VS Code',
    key: 'servers',
    extra: { type: 'stdio' },
    path: () => join(process.cwd(), '.vscode', 'mcp.json'),
  },
  cursor: { title: 'Cursor', key: 'mcpServers', extra: {}, path: () => join(home, '.cursor', 'mcp.json') },
} as const satisfies Record<string, ClientFile>

export type ClientName = keyof typeof clientFiles
export const clientNames = ['claude', 'vscode', 'cursor'] as const satisfies readonly ClientName[]

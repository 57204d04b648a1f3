// The inspector's newest line needs Node 22; the server itself is started by the Node that runs now.
const inspector = '@modelcontextprotocol/inspector@2.12.0'
const node = 'node@24.21.0'

/** The command that opens the MCP inspector on a server over standard input and output. */
export function inspectorCommand(program: string): string {
  return `npx -y -p ${node} -p ${inspector} mcp-inspector ${quote(process.execPath)} ${quote(program)} --stdio`
}

function quote(word: string): string {
  return /^[\w./@:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

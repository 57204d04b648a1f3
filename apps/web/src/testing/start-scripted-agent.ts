import { serve } from '@hono/node-server'
import { type ScriptedAgentOptions, scriptedAgent } from './scripted-agent.ts'

export interface StartedAgent extends AsyncDisposable {
  /** Where the page is, with a slash at its end. */
  address: string
  /** Cuts every connection and takes no more of them. */
  stop(): Promise<void>
}

/** The scripted agent on this machine; port 0 takes a free one. */
export async function startScriptedAgent(options: ScriptedAgentOptions, port = 0): Promise<StartedAgent> {
  const { fetch } = scriptedAgent(options)
  const { server, address } = await new Promise<{ server: ReturnType<typeof serve>; address: string }>((resolve) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, (info) => {
      resolve({ server, address: `http://127.0.0.1:${info.port}/` })
    })
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      if ('closeAllConnections' in server) server.closeAllConnections()
    })
  return { address, stop, [Symbol.asyncDispose]: stop }
}

import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startChild } from '../mcp/child-server.ts'

/** What a request takes on this machine to a server that only puts it on the disk, while the rest goes on. */
export interface FloorWatch {
  /** Ends it; milliseconds of each request. */
  stop(): Promise<number[]>
}

const bareServer = fileURLToPath(new URL('./bare-server.ts', import.meta.url))
const everyMs = 200

export async function watchFloor(): Promise<FloorWatch> {
  const server = await startChild([process.execPath, '--import', import.meta.resolve('tsx'), bareServer])
  const stopped = new AbortController()
  const times: number[] = []
  const watching = (async () => {
    while (!stopped.signal.aborted) {
      const begun = performance.now()
      await (await fetch(server.url)).text()
      times.push(performance.now() - begun)
      await delay(everyMs)
    }
  })()
  return {
    async stop() {
      stopped.abort()
      await watching
      await server.stop()
      return times
    },
  }
}

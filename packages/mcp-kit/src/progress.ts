import type { ServerContext } from '@modelcontextprotocol/server'
import type { Call } from './tool.ts'

// A client that shows progress cannot show it more often.
const leastGapMs = 40

/** Sends progress to a client that asked for it: rising values only, at most 25 a second, and always the last. */
export function progressOf({ mcpReq }: ServerContext): Call['progress'] {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return () => {}
  let sent = Number.NEGATIVE_INFINITY
  let sentAt = Number.NEGATIVE_INFINITY
  return (done, total, message) => {
    const now = performance.now()
    if (done <= sent || (now - sentAt < leastGapMs && done < total)) return
    sent = done
    sentAt = now
    const params = { progressToken, progress: done, total, ...(message === undefined ? {} : { message }) }
    // A client that went away is told of by the call's signal; its progress is nobody's loss.
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {})
  }
}

import { AppError } from '@ocp-perf/errors'

export interface PlaceLimits {
  /** Runs at once of one client. */
  perClient: number
  /** Runs at once of all of them. */
  overall: number
}

const retryAfterSeconds = 5

/** Who is being answered. A place is claimed before anything is waited for, so that two requests cannot take the same one. */
export function claimPlaces({ perClient, overall }: PlaceLimits) {
  const clients: string[] = []
  const threads = new Set<string>()
  return {
    /** Gives what sets the place free again, any number of times. `rate_limited`, or `conflict` for a thread that is being answered. */
    claim(client: string, thread: string | undefined): () => void {
      if (thread !== undefined && threads.has(thread)) throw busyThread()
      if (clients.filter((each) => each === client).length >= perClient) {
        throw overloaded(`You are waiting for ${perClient} answers already.`)
      }
      if (clients.length >= overall) throw overloaded(`The server is answering ${overall} questions already.`)
      clients.push(client)
      if (thread !== undefined) threads.add(thread)
      let isFree = false
      return () => {
        if (isFree) return
        isFree = true
        clients.splice(clients.indexOf(client), 1)
        if (thread !== undefined) threads.delete(thread)
      }
    },
  }
}

function overloaded(message: string): AppError {
  return new AppError('rate_limited', message, {
    hint: 'Wait until one of them is done, or cancel it, and ask again.',
    retryAfterSeconds,
  })
}

export function busyThread(): AppError {
  return new AppError('conflict', 'This thread is being answered.', {
    hint: 'Wait for the answer, cancel it with POST /chat/runs/{run}/cancel, or ask in a new thread.',
  })
}

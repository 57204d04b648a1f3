/** Something the server needs, and whether it answers. */
export interface Dependency {
  name: string
  ready: boolean
  /** Why not, or what it is; no secrets. */
  detail?: string | undefined
}

export interface Health {
  /** False asks for a restart. */
  live: boolean
  /** False asks to be left out of balancing for now. */
  ready: boolean
  dependencies: readonly Dependency[]
}

export type CheckHealth = (signal: AbortSignal) => Promise<Health>

/** Runs one check at a time: probes carry no token, so those that come meanwhile share its answer. */
export function sharedHealth(check: CheckHealth, limitMs: number): () => Promise<Health> {
  let running: Promise<Health> | undefined
  return () => {
    running ??= checkHealth(check, limitMs).finally(() => {
      running = undefined
    })
    return running
  }
}

/** Runs a health check; one that fails or takes longer than `limitMs` is live but not ready, and says why. */
async function checkHealth(check: CheckHealth, limitMs: number): Promise<Health> {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(() => {
      controller.abort()
      resolve(notReady(`no answer within ${limitMs} ms`))
    }, limitMs)
  })
  try {
    return await Promise.race([check(controller.signal), late])
  } catch {
    // The error's text is for the log of whoever owns the check, not for an open route.
    return notReady('the check failed')
  } finally {
    clearTimeout(timer)
  }
}

function notReady(detail: string): Health {
  return { live: true, ready: false, dependencies: [{ name: 'health-check', ready: false, detail }] }
}

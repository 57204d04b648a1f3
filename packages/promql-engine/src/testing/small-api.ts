import { createPromApi, type PromApiOptions } from '../api/prom-api.ts'
import { createEngine } from '../create-engine.ts'
import type { EngineOptions } from '../engine.ts'
import { createEngineSource } from '../source/engine-source.ts'
import { smallRecording, smallStore } from './small-store.ts'

/** The API over the small store, with the source and the engine that it stands on. */
export function smallApi(options: Partial<PromApiOptions & EngineOptions> = {}) {
  const store = smallStore()
  const engine = createEngine({ store, maxSamples: options.maxSamples })
  const source = createEngineSource({ store, engine, recording: smallRecording })
  const api = createPromApi({ source, engine, ...options })

  /** GETs a path with parameters: the status and the body's text. */
  async function get(path: string, parameters: Readonly<Record<string, string | readonly string[]>> = {}) {
    const url = new URL(path, 'http://localhost')
    for (const [name, values] of Object.entries(parameters)) {
      for (const value of [values].flat()) url.searchParams.append(name, value)
    }
    const response = await api(new Request(url))
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return { api, source, engine, store, get }
}

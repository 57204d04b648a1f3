import type { RecordWork } from '@ocp-perf/http'
import type { Connection } from '@ocp-perf/ocp-auth'
import type { PromSource } from '@ocp-perf/promql'
import { recordedSource } from '../recorded-source.ts'
import { type LoadRecordingOptions, loadRecording } from './load-recording.ts'

// Enough for every query of the widest tool to leave at once; Prometheus itself queues what it does not run yet.
const concurrency = 192

export interface OpenSourceOptions extends LoadRecordingOptions {
  /** Counts and times queries. */
  record?: RecordWork | undefined
}

/** Where PromQL is answered for a connection: by its Prometheus, or in this process over its dump. */
export async function openSource(connection: Connection, options: OpenSourceOptions): Promise<PromSource> {
  const source = await sourceOf(connection, options)
  return options.record === undefined ? source : recordedSource(source, options.record)
}

async function sourceOf(connection: Connection, options: OpenSourceOptions): Promise<PromSource> {
  if (connection.via === 'file') return await loadRecording(connection.file, options)
  const { createPromClient } = await import('@ocp-perf/promql')
  return createPromClient({ endpoint: connection.prometheus, concurrency })
}

import type { HistoryPaths } from '../history-paths.ts'

// A server holds little itself; what does not fit goes to the disk.
const writerMemory = '512MB'
const readerMemory = '512MB'
const threads = '2'

// Nothing is ever fetched: what DuckDB needs is built in.
const offline = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }

/** For the process that takes runs in and reads them with its own queries. */
export function writerSettings({ overflow }: HistoryPaths): Record<string, string> {
  return { ...offline, threads, memory_limit: writerMemory, temp_directory: overflow }
}

/**
 * For somebody else's SQL: the file is opened read-only, nothing else of this machine or the network can be reached,
 * nothing goes to the disk, and none of it can be changed by a statement.
 */
export function querySettings(): Record<string, string> {
  return {
    access_mode: 'READ_ONLY',
    threads,
    memory_limit: readerMemory,
    temp_directory: '',
    enable_external_access: 'false',
    allow_community_extensions: 'false',
  }
}

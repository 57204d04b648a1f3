import { resolve } from 'node:path'

const usualFile = 'data/history.duckdb'

/** What a command line or the environment says of the history. */
export interface HistoryChoice {
  db?: string | undefined
  'no-history'?: boolean | undefined
}

/**
 * The file of the history, in the folder that the command was given in where its path is relative; a package manager
 * changes to the program's own and names that one. Undefined where none is wanted.
 */
export function historyFile(
  { db = usualFile, 'no-history': isUnwanted = false }: HistoryChoice,
  { INIT_CWD: folder = '.' }: Readonly<NodeJS.ProcessEnv>,
): string | undefined {
  return isUnwanted ? undefined : resolve(folder, db)
}

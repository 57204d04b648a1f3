import { AppError } from '@ocp-perf/errors'

/** A file that may be a dump, by its path in a folder or an archive. */
export interface Candidate {
  path: string
  size: number
}

// must-gather calls it so; the folder above it is `monitoring`, or one that its user chose.
const gatheredPath = /(?:^|\/)metrics\.openmetrics(?:\.gz)?$/
const dumpName = /\.(?:om|prom)(?:\.gz)?$|\.openmetrics[^/]*$/
const archiveName = /\.(?:tar|tar\.gz|tgz)$/
const mostListed = 10
const longestPath = 200

/** How to make a dump, for errors that there is none. */
export const howToMake =
  'Make one with "oc adm must-gather -- gather_metrics --min-time=… --match=…", or from a Prometheus data folder with ' +
  '"promtool tsdb dump-openmetrics DATA-FOLDER > dump.om".'

/** Whether a path may be that of a dump, or of an archive with one, by its name. */
export function isCandidate(path: string): boolean {
  return isDump(path) || archiveName.test(path)
}

/**
 * The dump among the files of a folder or an archive: the largest with the name that must-gather gives it
 * (`metrics.openmetrics`, also with `.gz`), else the only one by name (`*.om`, `*.openmetrics`, `*.prom`, `.gz` of these),
 * else the only archive.
 *
 * @throws AppError `not_found` when there is none, `conflict` when there are several that could be meant.
 */
export function chooseDump(found: readonly Candidate[], where: string): Candidate {
  const files = found.filter(({ size }) => size > 0)
  const gathered = files.filter(({ path }) => gatheredPath.test(path)).sort((a, b) => b.size - a.size)
  if (gathered[0] !== undefined) return gathered[0]
  const dumps = files.filter(({ path }) => isDump(path))
  const chosen = dumps.length > 0 ? dumps : files.filter(({ path }) => archiveName.test(path))
  const [only, ...others] = chosen
  if (only === undefined) throw noDump(found, where)
  if (others.length === 0) return only
  throw new AppError('conflict', `${where} holds several dumps: ${listed(chosen)}.`, {
    hint: 'Give the path of the one that is meant.',
  })
}

function noDump(found: readonly Candidate[], where: string): AppError {
  const empty = found.find(({ path }) => gatheredPath.test(path))
  if (empty === undefined) return new AppError('not_found', `${where} holds no dump.`, { hint: howToMake })
  return new AppError('not_found', `The dump ${printable(empty.path)} in ${where} is empty.`, {
    hint: 'metrics.stderr beside it says why gather_metrics failed.',
  })
}

function isDump(path: string): boolean {
  return dumpName.test(path) && !archiveName.test(path)
}

function listed(candidates: readonly Candidate[]): string {
  const paths = candidates.map(({ path }) => printable(path)).sort()
  const more = paths.length - mostListed
  return `${paths.slice(0, mostListed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** A path in an archive or a folder, which whoever packed it chose, on one line and of bounded length. */
export function printable(path: string): string {
  const plain = path.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
  return plain.length > longestPath ? `…${plain.slice(-longestPath)}` : plain
}

import { isRecordingNote } from '@ocp-perf/metrics'
import { formatValue, type LevelStanding, type LevelWalk } from '@ocp-perf/panel'
import { joinLines } from '../summarize-panel.ts'
import { brief, causeLines, unseenLines } from './diagnosis-text.ts'

/** The levels of a cluster as text that stands alone: where the walk stopped and why, each level, then what to do. */
export function summarizeLevels(walk: LevelWalk): string {
  const { verdict, headline, cluster, window, symptom, levels, stopped_at: stop, causes, unseen, notes } = walk
  const from = formatValue(window.start, 'timestamp')
  return joinLines(`${verdict}: ${headline}`, [
    `${cluster}, ${from} to ${formatValue(window.end, 'timestamp')}`,
    `Symptom: ${symptom === null ? 'none was named, and none was measured' : symptom.says}`,
    ...notes.filter(isRecordingNote),
    'Levels, each resting on those before it:',
    ...levels.map((level, index) => levelLine(level, index + 1, stop)),
    ...causeLines({ causes, consequences: [] }, brief),
    ...unseenLines({ unseen }, brief),
  ])
}

function levelLine(
  { id, title, verdict, part_of_cluster: isThere, says, causes }: LevelStanding,
  place: number,
  stop: string | null,
): string {
  if (!isThere) return `${place}. ${title}: ${says}`
  const notes = [
    ...new Set(
      causes.flatMap(({ follows }) => (follows === null ? [] : `follows from ${follows.domain} ${follows.cause}`)),
    ),
    ...(causes.some(({ precedes }) => precedes === false) ? ['after the symptom'] : []),
    ...(id === stop ? ['stopped here'] : []),
  ]
  return `${place}. ${title}: ${verdict}: ${says}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`
}

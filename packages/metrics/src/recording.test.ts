import { expect, test } from 'vitest'
import { clockOf, isRecordingNote, recordingMoment, recordingNotes, recordingSpan } from './recording.ts'

const recording = { name: 'the dump x.om.gz', start: 1_795_233_128.2, end: 1_795_233_329.926 }

test('now is the end of a recording, up to the next second, whatever the clock says', () => {
  expect(clockOf({ recording }, () => 5)()).toBe(1_795_233_330)
  expect(clockOf({}, () => 5)()).toBe(5)
  expect(Math.abs(clockOf({})() - Date.now() / 1000)).toBeLessThan(5)
})

test('an answer says what it is from, which time counts as now, and what could not be read', () => {
  expect(recordingNotes({ ...recording, warnings: ['3 lines could not be read.'] })).toEqual([
    'From the dump x.om.gz: "now" is 03:55:30 UTC on 2026-11-21, the end of its data (3m22s in all).',
    '3 lines could not be read.',
  ])
  expect(recordingNotes(undefined)).toEqual([])
  expect(recordingMoment(recording)).toBe('03:55:30 UTC on 2026-11-21, the end of the dump x.om.gz')
})

test('the note that says so is told from every other', () => {
  const [first = '', ...others] = recordingNotes({ ...recording, warnings: ['From line 3 on nothing could be read.'] })
  expect(isRecordingNote(first)).toBe(true)
  expect(others.map(isRecordingNote)).toEqual([false])
})

test('a span names its days, the second only where it is another', () => {
  expect(recordingSpan(recording)).toBe('2026-11-21 03:52:08 to 03:55:30 UTC (3m22s)')
  expect(recordingSpan({ ...recording, end: recording.end + 86_400 })).toBe(
    '2026-11-21 03:52:08 to 2026-11-22 03:55:30 UTC (1d3m22s)',
  )
})

import { expect, test } from 'vitest'
import { allWell, cause, diagnosis, healthy, recordingOf, truth } from '../testing/samples.ts'
import { judgeWindows, partsOf } from './judge-windows.ts'

test('a fault has a healthy part before it, and one within it that has seen no calm', () => {
  expect(partsOf(truth())).toEqual([
    { part: 'quiet', span: { start: 1030, end: 1100 } },
    { part: 'inside', span: { start: 1130, end: 1200 } },
  ])
})

test('a healthy recording is cut in two, its very start included', () => {
  expect(partsOf(healthy)).toEqual([
    { part: 'quiet', span: { start: 1000, end: 1100 } },
    { part: 'quiet', span: { start: 1100, end: 1200 } },
  ])
})

test('parts too short for a rate are left out', () => {
  expect(partsOf(truth({ injected: 1050 })).map(({ part }) => part)).toEqual(['inside'])
  expect(partsOf(truth({ injected: 1150 })).map(({ part }) => part)).toEqual(['quiet'])
})

const other = cause({ id: 'cpu-starvation' })
const doubted = cause({ id: 'cpu-starvation', confidence: 0.7 })
const hedged = cause({ id: 'cpu-starvation', alike: [{ cause: 'slow-disk', because: 'both' }] })

test.each([
  ['health said of health is right', allWell, 'quiet', 'right'],
  ['a cause named in health is wrong', diagnosis(), 'quiet', 'wrong'],
  ['a finding in health is wrong', diagnosis({ causes: [], verdict: 'watch' }), 'quiet', 'wrong'],
  ['doubt about health is honest', diagnosis({ causes: [], verdict: 'unknown' }), 'quiet', 'honest'],
  ['the true cause is right', diagnosis(), 'inside', 'right'],
  ['a fault called healthy is missed', allWell, 'inside', 'missed'],
  ['trouble without a cause is honest', diagnosis({ causes: [] }), 'inside', 'honest'],
  ['another cause said surely is wrong', diagnosis({ causes: [other] }), 'inside', 'wrong'],
  ['another cause said with doubt is honest', diagnosis({ causes: [doubted] }), 'inside', 'honest'],
  ['another cause that names the true one as alike is honest', diagnosis({ causes: [hedged] }), 'inside', 'honest'],
] as const)('%s', async (_, said, part, judgement) => {
  const outcomes = await judgeWindows(
    recordingOf([], () => said),
    truth(),
  )
  expect(outcomes.find((one) => one.part === part)?.judgement).toBe(judgement)
})

test('each part is diagnosed by itself', async () => {
  const asked: number[] = []
  const recording = recordingOf([], ({ start }) => {
    asked.push(start)
    return start === 1030 ? allWell : diagnosis()
  })
  expect((await judgeWindows(recording, truth())).map(({ judgement }) => judgement)).toEqual(['right', 'right'])
  expect(asked).toEqual([1030, 1130])
})

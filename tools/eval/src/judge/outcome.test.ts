import { describe, expect, test } from 'vitest'
import { allWell, catalog, cause, diagnosis, healthy, required, truth } from '../testing/samples.ts'
import { isSurelyWrong, judge } from './outcome.ts'

const judged = (of = truth(), said = diagnosis()) => judge(of, { diagnosis: said, interval: 5 }, 0.2, catalog)

describe('a fault', () => {
  test('that comes first, at its member and in time is right in all', () => {
    expect(judged()).toMatchObject({
      right: true,
      memberRight: true,
      onset: { error: 5, scrapes: 1, within: 10, right: true },
      falseAlarm: false,
      got: { cause: 'slow-disk', members: ['m2'], confidence: 0.9 },
      second: undefined,
    })
  })

  test('that comes second is wrong, and the member of what comes first is not judged', () => {
    const said = diagnosis({ causes: [cause({ id: 'cpu-starvation' }), cause()] })
    expect(judged(truth(), said)).toMatchObject({ right: false, second: { cause: 'slow-disk' }, alike: false })
    expect(judged(truth(), said).memberRight).toBeUndefined()
    expect(judged(truth(), said).onset).toBeUndefined()
  })

  test('that is said to look like what comes first is told as alike, and wrong still', () => {
    const alike = [{ cause: 'slow-disk', because: 'both slow fsync' }]
    expect(judged(truth(), diagnosis({ causes: [cause({ id: 'cpu-starvation', alike })] }))).toMatchObject({
      right: false,
      alike: true,
    })
  })

  test('at another member is right in its cause only', () => {
    expect(judged(truth({ member: 'm3' }))).toMatchObject({ right: true, memberRight: false })
  })

  test.each([
    [1089, false],
    [1090, true],
    [1110, true],
    [1111, false],
  ])('that is said to begin at %d while it did at 1100 and scrapes are 5 s apart: %s', (onset, right) => {
    expect(judged(truth(), diagnosis({ causes: [cause({ onset })] })).onset?.right).toBe(right)
  })

  test('that is said to have been there before the window is late', () => {
    expect(judged(truth(), diagnosis({ causes: [cause({ onset: null })] })).onset).toEqual({
      error: null,
      scrapes: null,
      within: 10,
      right: false,
    })
  })

  test('that is read from what its source observes rarely has that period', () => {
    const rare = diagnosis({ causes: [cause({ onset: 1128, evidence: [required('etcd_peer_rtt_p99')] })] })
    expect(judged(truth(), rare).onset).toMatchObject({ within: 30, right: true })
    const aside = { ...required('etcd_peer_rtt_p99'), role: 'supports' as const }
    const beside = diagnosis({ causes: [cause({ onset: 1128, evidence: [required('etcd_wal_fsync_p99'), aside] })] })
    expect(judged(truth(), beside).onset).toMatchObject({ within: 10, right: false })
  })

  test('without a cause is unexplained, and none where all is said to be well', () => {
    expect(judged(truth(), diagnosis({ causes: [] })).got.cause).toBe('unexplained')
    expect(judged(truth(), allWell)).toMatchObject({ right: false, got: { cause: 'none' } })
  })
})

describe('health', () => {
  test('is right where nothing is named and nothing is wrong', () => {
    expect(judged(healthy, allWell)).toMatchObject({ right: true, falseAlarm: false })
    expect(judged(healthy, allWell).memberRight).toBeUndefined()
  })

  test('with a cause, or with a finding without one, is a false alarm', () => {
    expect(judged(healthy)).toMatchObject({ right: false, falseAlarm: true })
    expect(judged(healthy, diagnosis({ causes: [], verdict: 'watch' }))).toMatchObject({
      right: false,
      falseAlarm: true,
    })
  })

  test('that could not be judged is not right, and no alarm', () => {
    const unknown = diagnosis({ causes: [], verdict: 'unknown' })
    expect(judged(healthy, unknown)).toMatchObject({ right: false, falseAlarm: false })
  })
})

test('surely wrong is another cause of more than 80% that says nothing of the true one', () => {
  const wrong = (more: Parameters<typeof cause>[0]) =>
    isSurelyWrong(diagnosis({ causes: [cause({ id: 'cpu-starvation', ...more })] }), truth())
  expect(wrong({ confidence: 0.81 })).toBe(true)
  expect(wrong({ confidence: 0.8 })).toBe(false)
  expect(wrong({ confidence: 0.95, alike: [{ cause: 'slow-disk', because: 'both' }] })).toBe(false)
  expect(isSurelyWrong(diagnosis(), truth())).toBe(false)
  expect(isSurelyWrong(allWell, truth())).toBe(false)
})

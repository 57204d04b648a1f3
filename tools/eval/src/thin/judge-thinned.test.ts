import { AppError } from '@ocp-perf/errors'
import { expect, test } from 'vitest'
import { allWell, cause, diagnosis, healthy, recordingOf, rules, truth } from '../testing/samples.ts'
import { judgeThinned } from './judge-thinned.ts'
import { parseThinning } from './thinning.ts'

// Of these the profile keeps the first alone, so that one metric of health is lost.
const families = ['etcd_disk_wal_fsync_duration_seconds_bucket', 'process_open_fds', 'process_max_fds']
const minimal = parseThinning('minimal')
const unseen = [{ what: 'File descriptors in use', why: 'not recorded: process_open_fds', causes: ['fd-exhaustion'] }]

const brokenBy = async (of = truth(), said = diagnosis({ unseen })) =>
  (
    await judgeThinned(
      recordingOf(families, () => said),
      of,
      minimal,
    )
  ).broken

test('the right cause, with what is missing by name, keeps all promises', async () => {
  expect(rules.domain.health).toContain('etcd_fd_use')
  const outcome = await judgeThinned(
    recordingOf(families, () => diagnosis({ unseen })),
    truth(),
    minimal,
  )
  expect(outcome).toMatchObject({ name: 'slow', without: 'minimal', right: true, surelyWrong: false, broken: [] })
})

test('a fault that is called healthy breaks one', async () => {
  expect(await brokenBy(truth(), { ...allWell, unseen })).toEqual(['it is called healthy'])
})

test('a fault that is told without a cause keeps them', async () => {
  expect(await brokenBy(truth(), diagnosis({ causes: [], verdict: 'unknown', unseen }))).toEqual([])
})

test('what is gone and nowhere named breaks one; notes count as well', async () => {
  expect(await brokenBy(truth(), diagnosis())).toEqual(['gone and not named: File descriptors in use'])
  expect(await brokenBy(truth(), diagnosis({ notes: ['File descriptors in use: no data'] }))).toEqual([])
})

test('a healthy cluster may be neither called ill nor, with signals gone, healthy', async () => {
  expect(await brokenBy(healthy)).toEqual(['a healthy cluster is said to be ill'])
  expect(await brokenBy(healthy, { ...allWell, unseen })).toEqual(['it is called healthy, though signals are gone'])
  expect(await brokenBy(healthy, diagnosis({ causes: [], verdict: 'unknown', unseen }))).toEqual([])
})

test('a wrong cause is told, surely wrong where it does not doubt', async () => {
  const wrong = diagnosis({ causes: [cause({ id: 'cpu-starvation' })], unseen })
  const outcome = await judgeThinned(
    recordingOf(families, () => wrong),
    truth(),
    minimal,
  )
  expect(outcome).toMatchObject({ right: false, surelyWrong: true, broken: [], got: { cause: 'cpu-starvation' } })
})

test('an error in words is an answer, and any other one a crash', async () => {
  const failing = (error: Error) =>
    recordingOf(families, () => {
      throw error
    })
  const refused = await judgeThinned(failing(new AppError('not_found', 'No target is etcd.')), truth(), minimal)
  expect(refused).toMatchObject({ got: undefined, verdict: 'No target is etcd.', broken: [] })
  const crashed = await judgeThinned(failing(new TypeError('x is undefined')), truth(), minimal)
  expect(crashed.broken).toEqual([expect.stringContaining('it crashed: TypeError: x is undefined')])
})

import { join } from 'node:path'
import { diagnoseCluster, openContext } from '@ocp-perf/analyzer'
import { expect, test } from 'vitest'
import { truth } from '../testing/samples.ts'
import { findRecordings, ownRecordings } from './find-recordings.ts'
import { openRecording } from './open-recording.ts'

const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }

test('a recording is diagnosed as it is for whoever names it by --from', async () => {
  const [recording] = await findRecordings([ownRecordings], 'slow-fsync-leader-30ms')
  const { file, truth: known } = recording ?? { file: '', truth: truth() }
  const { diagnosis } = await (await openRecording({ file, domain: 'etcd' })).diagnose(known)
  const server = { name: 'test', version: '1' }
  const context = await openContext({ choice: { from: file }, server, home: import.meta.url, log, env: {} })
  const span = { start_time: String(known.start), end_time: String(known.end) }
  expect(diagnosis).toEqual((await diagnoseCluster(context, 'etcd', span)).diagnosis)
  expect(diagnosis.causes[0]?.members).toEqual(['m3'])
  await context.close()
}, 120_000)

test('families that are hidden are as if they had never been scraped', async () => {
  const recording = await openRecording({ file: join(ownRecordings, 'healthy-steady.om.gz'), domain: 'etcd' })
  const all = await recording.families()
  const hidden = ({ __name__ = '' }: Readonly<Record<string, string>>) => __name__.startsWith('etcd_disk')
  const left = await recording.families(hidden)
  expect(all.size - left.size).toBe([...all].filter((name) => name.startsWith('etcd_disk')).length)
  expect(left.size).toBeGreaterThan(0)
  const { diagnosis } = await recording.diagnose({ start: 1795273016, end: 1795273196 }, hidden)
  expect(diagnosis.verdict).toBe('unknown')
  expect(diagnosis.unseen.map(({ what }) => what)).toContain('WAL fsync p99')
}, 120_000)

test('a dump that is not there is not found', async () => {
  await expect(openRecording({ file: '/nowhere/gone.om.gz', domain: 'etcd' })).rejects.toMatchObject({
    code: 'not_found',
  })
})

/**
 * A program that uses a history, for tests with several processes. Arguments: the database, what to do, and how often.
 *
 *   record COUNT [PREFIX]   records runs; each has a series of its own and points of one that all share
 *   churn                   records and drains by turns until it is ended
 *   read COUNT              reads everything again and again
 *   try                     records a run and reads, and tells what became of each and of the history
 *   try-large               the same with many points
 *
 * It writes "ready" when it is about to begin, and the ids of the runs it has recorded.
 */
import { AppError } from '@ocp-perf/errors'
import { openHistory } from '../open-history.ts'
import { frameOf, runRecord, seriesOf } from './run-record.ts'

const [path = '', command, count = '0', name = 'one'] = process.argv.slice(2)
const history = openHistory({ path, metrics: [] })
const start = 1_790_000_000

async function record(index: number, points: number) {
  const values = Array.from({ length: points }, (_, point) => Math.sin(index + point))
  const own = seriesOf({ writer: name, index: String(index) }, start, values)
  const shared = seriesOf({ writer: 'all' }, start + index * 15, [1, 1])
  const findings = [
    {
      id: 'slow-disk',
      title: 'Slow disk',
      severity: 'critical',
      subjects: [],
      confidence: 1,
      onset: null,
      evidence: null,
    },
  ] as const
  const run = runRecord({ startedAt: start + index, findings, frames: new Map([['points', frameOf(own, shared)]]) })
  await history.record(run)
  process.stdout.write(`${run.id}\n`)
}

async function attempt(what: string, work: () => Promise<unknown>) {
  const outcome = await work().then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )
  process.stdout.write(`${JSON.stringify({ what, outcome, ...history.status() })}\n`)
}

process.stdout.write('ready\n')
if (command === 'record') for (let index = 0; index < Number(count); index++) await record(index, 20)
if (command === 'churn') {
  for (let index = 0; ; index++) {
    await record(index, 500)
    if (index % 3 === 2) await history.drain()
  }
}
if (command === 'read') {
  for (let index = 0; index < Number(count); index++) {
    await history.runs()
    await history.metrics()
  }
}
if (command === 'try' || command === 'try-large') {
  await attempt('record', () => record(1, command === 'try' ? 2 : 60_000))
  await attempt('runs', () => history.runs())
  await attempt('query', () => history.query('SELECT 1'))
}
await history.close()

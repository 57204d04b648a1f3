import { AppError } from '@ocp-perf/errors'
import { bandLevels, compareVerdicts } from '@ocp-perf/panel'
import { oneOf, wholeNumber } from '../args.ts'
import { clusterArgs, command, flag, historyArgs, jsonArg, text } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { defaultWindow, openCluster } from '../open-cluster.ts'
import { askCatalog, findMetric } from '../query/ask-catalog.ts'
import { askPromql } from '../query/ask-promql.ts'
import { formats, renderAnswer } from '../query/render.ts'

const args = {
  query: {
    type: 'positional',
    required: false,
    description: 'A metric of the catalog, or PromQL',
    valueHint: 'METRIC|PROMQL',
  },
  duration: text('Length of the window (default: 1h)', '15m'),
  start: text('Start: RFC 3339, unix seconds, now-6h, or 1h for that long ago', 'TIME'),
  end: text('End (default: now)', 'TIME'),
  step: text('Distance between points (default: by the window)', '30s'),
  instant: flag('PromQL at one moment, the end of the window'),
  promql: flag('Take the query as PromQL even where a metric of the catalog has its name'),
  top: text('Rows shown (default: 20)', 'COUNT'),
  format: text('How to print (default: table)', formats.join('|')),
  ...jsonArg,
  'fail-on': text('Exit with 3 when the verdict is this bad or worse', bandLevels.join('|')),
  ...clusterArgs,
  db: historyArgs.db,
} as const

/** `ocp-perf query`: one question to a cluster, a dump or the history. */
export default command('query', 'Ask for a catalog metric or PromQL', args, async ({ args, terminal, signal }) => {
  const format = args.json ? 'json' : oneOf('format', formats, args.format ?? 'table')
  const failOn = args['fail-on'] === undefined ? undefined : oneOf('fail-on', bandLevels, args['fail-on'])
  const { query, duration, start: start_time, end: end_time, step, instant } = args
  const top = wholeNumber('top', args.top ?? '20')
  if (query === undefined || query.trim() === '') throw noQuery()
  const request = { query, duration, start_time, end_time, step, instant: instant === true, top }
  const { asked, cluster, catalog, close } = await openCluster(args, { terminal, signal })
  try {
    const isSaid = [duration, start_time, end_time].some((each) => each !== undefined)
    const within = isSaid ? request : { ...request, ...defaultWindow(asked) }
    const metric = args.promql || instant ? undefined : findMetric(catalog, query)
    const answer = metric
      ? await askCatalog(metric, within, await cluster(), signal)
      : await askPromql(within, asked, catalog, signal)
    terminal.out(renderAnswer(answer, { format, top }, terminal))
    if (answer.series.length === 0) return exitCodes.empty.code
    const verdict = answer.panel?.verdict
    const bad = failOn !== undefined && verdict !== undefined && compareVerdicts(verdict, failOn) <= 0
    return bad ? exitCodes.limit.code : exitCodes.ok.code
  } finally {
    await close()
  }
})

function noQuery(): AppError {
  return new AppError('invalid_input', 'Say what to ask for.', {
    hint: "A metric of the catalog (`ocp-perf query etcd_wal_fsync_p99`) or PromQL (`ocp-perf query 'rate(x[5m])'`).",
  })
}

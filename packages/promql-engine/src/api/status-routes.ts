import { type AlertInstance, formatDuration, type Labels, type Target } from '@ocp-perf/promql'
import { noParameters, readParameters, targetParameters, tsdbParameters } from './parameters.ts'
import { plainText, success } from './replies.ts'
import type { ApiContext, ApiRequest, Route } from './route.ts'
import { tsdbStatistics } from './tsdb-statistics.ts'

export const statusRoutes: readonly Route[] = [
  { path: '/-/healthy', answer: () => plainText('Prometheus Server is Healthy.\n') },
  { path: '/-/ready', answer: () => plainText('Prometheus Server is Ready.\n') },
  { path: '/api/v1/alerts', answer: answerAlerts },
  // The rules behind a recording's alerts are in no sample.
  { path: '/api/v1/rules', answer: () => success({ groups: [] }) },
  { path: '/api/v1/targets', answer: answerTargets },
  { path: '/api/v1/status/buildinfo', answer: answerBuildInfo },
  { path: '/api/v1/status/runtimeinfo', answer: answerRuntimeInfo },
  { path: '/api/v1/status/config', answer: () => success({ yaml: '' }) },
  { path: '/api/v1/status/flags', answer: (_, { flags }) => success(flags) },
  { path: '/api/v1/status/tsdb', answer: answerTsdb },
]

/** How Go writes a time that is not known. */
const noTime = '0001-01-01T00:00:00Z'

async function answerAlerts({ form, signal }: ApiRequest, { source }: ApiContext): Promise<Response> {
  readParameters(noParameters, form)
  return success({ alerts: (await source.alerts({ signal })).map(alertOf) })
}

function alertOf({ activeAt, value, ...alert }: AlertInstance) {
  return {
    ...alert,
    ...(activeAt === null ? {} : { activeAt: new Date(activeAt * 1000).toISOString() }),
    ...(value === null ? {} : { value: String(value) }),
  }
}

async function answerTargets({ form, signal }: ApiRequest, { source }: ApiContext): Promise<Response> {
  const { state } = readParameters(targetParameters, form)
  const active = state === 'dropped' ? [] : await source.targets({ signal })
  return success({ activeTargets: active.map(targetOf), droppedTargets: [], droppedTargetCounts: {} })
}

function targetOf({ labels, health, lastError, scrapeUrl, scrapeIntervalSeconds }: Target) {
  return {
    discoveredLabels: {},
    labels,
    scrapePool: labels.job ?? '',
    scrapeUrl,
    globalUrl: scrapeUrl,
    lastError,
    lastScrape: noTime,
    lastScrapeDuration: 0,
    health,
    ...(scrapeIntervalSeconds === null ? {} : { scrapeInterval: formatDuration(scrapeIntervalSeconds) }),
  }
}

async function answerBuildInfo({ signal }: ApiRequest, { source }: ApiContext): Promise<Response> {
  const { version, application } = await source.buildInfo({ signal })
  return success({ version, application, revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' })
}

async function answerRuntimeInfo({ signal }: ApiRequest, { source, startedAt }: ApiContext): Promise<Response> {
  const retention = await source.retentionSeconds({ signal })
  const startTime = new Date(startedAt).toISOString()
  return success({
    startTime,
    CWD: '',
    reloadConfigSuccess: true,
    lastConfigTime: startTime,
    corruptionCount: 0,
    goroutineCount: 0,
    GOMAXPROCS: 1,
    GOGC: '',
    GODEBUG: '',
    storageRetention: retention === null ? '' : formatDuration(retention),
  })
}

async function answerTsdb({ form, signal }: ApiRequest, { source }: ApiContext): Promise<Response> {
  const { limit } = readParameters(tsdbParameters, form)
  const all: readonly Labels[] = await source.series({ match: ['{__name__=~".+"}'] }, { signal })
  return success(tsdbStatistics(all, source.recording, limit))
}

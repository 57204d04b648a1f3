export { type Authenticate, type Caller, staticToken } from './authenticate.ts'
export { authenticatorFor, oidcFlags, oidcSettingsSchema } from './caller-settings.ts'
export { errorReportSchema } from './error-report-schema.ts'
export { errorResponse, httpStatus, withStatus } from './error-response.ts'
export { type FetchHandler, forwardTo } from './forward.ts'
export type { CheckHealth, Dependency, Health } from './health.ts'
export { listen } from './listen.ts'
export type {
  Limits,
  Listening,
  ListenOptions,
  RouteContext,
  Router,
  RouteVariables,
  Upgrade,
} from './listen-options.ts'
export type { Log } from './log.ts'
export { createLogger, logLevels } from './logger.ts'
export { type AddTo, createMetrics, type Metrics, type RecordWork, type Shown } from './metrics.ts'
export { type OidcOptions, oidc } from './oidc.ts'
export { isLoopback } from './origin-guard.ts'
export { readTokenFile } from './read-token-file.ts'
export { type BodyType, parseJson } from './request-body.ts'
export { stopOnSignals } from './stop-signals.ts'

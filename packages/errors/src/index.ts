export {
  AppError,
  type AppErrorOptions,
  type ErrorCode,
  type ErrorReport,
  errorCodes,
  isAbort,
  reportError,
} from './app-error.ts'
export { nearNames } from './near-names.ts'

export { createPromApi, type PromApiOptions } from './prom-api.ts'

export { type ClientOptions, connectTimeSeries, type TimeSeriesClient, type ToolAnswer } from './time-series-client.ts'
export type { ToolInput, ToolName, ToolOutput } from './tools.ts'

export type { Engine, EngineAnswer, EngineOptions, EngineQuery, Semantics } from './engine.ts'
export type { Grid } from './evaluate/value.ts'
export type { SampleStore, StoredSeries, TimeSpan } from './samples/sample-store.ts'
export { isStale, markStale } from './samples/stale.ts'

export { type Evidence, evidenceSchema, type Finding, findingSchema } from './finding.ts'
export {
  type Bands,
  bandsSchema,
  type MetricResult,
  metricResultSchema,
  type PanelResult,
  panelResultSchema,
  type Row,
  rowSchema,
  type Window,
  windowSchema,
} from './panel.ts'
export { formatValue, type Unit, unitSchema } from './unit.ts'
export { type BandLevel, bandLevels, compareVerdicts, type Verdict, verdictSchema, worstVerdict } from './verdict.ts'

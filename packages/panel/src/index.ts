export { boundedPanels } from './bounded-panels.ts'
export {
  areNodes,
  type Cause,
  type CauseEvidence,
  causeEvidenceSchema,
  causeSchema,
  type Diagnosis,
  diagnosisSchema,
  type MemberStanding,
  memberStandingSchema,
  type Recommendation,
  recommendationSchema,
  type Score,
  scoreSchema,
  type Unseen,
  unseenSchema,
} from './diagnosis.ts'
export {
  type Comparison,
  comparisonSchema,
  type Evidence,
  evidenceSchema,
  type Finding,
  findingSchema,
} from './finding.ts'
export {
  type LevelCause,
  type LevelStanding,
  type LevelWalk,
  levelStandingSchema,
  levelWalkSchema,
} from './level-walk.ts'
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
export {
  type Baseline,
  type BaselineRow,
  baselineRowSchema,
  baselineSchema,
  type Narrative,
  type Report,
  type ReportSection,
  reportSchema,
  reportSectionSchema,
} from './report.ts'
export { formatValue, type Unit, unitSchema, wholePercent } from './unit.ts'
export {
  type BandLevel,
  bandLevels,
  compareVerdicts,
  isBad,
  type Verdict,
  verdictSchema,
  worstVerdict,
} from './verdict.ts'

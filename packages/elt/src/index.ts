export { type PanelFormat, renderPanel } from './render-panel.ts'
export { type Rendering, type ReportFormat, renderReport } from './render-report.ts'
export type { Cell, Column, SeriesReference, Table, TableRow } from './tables/table.ts'
export { tablesOf } from './tables/tables-of.ts'

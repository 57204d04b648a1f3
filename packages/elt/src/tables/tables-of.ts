import type { PanelResult, Report } from '@ocp-perf/panel'
import { panelTables } from './panel-tables.ts'
import {
  baselineTable,
  causeEvidenceTable,
  evidenceTable,
  findingsTable,
  membersTable,
  unseenTable,
} from './report-tables.ts'
import type { Table } from './table.ts'

/**
 * A panel or a report as tables: one for each metric of a panel; of a report first members, findings, the evidence of
 * each cause, impact, what could not be seen and the baseline, each where there is any, then the metrics of each section.
 */
export function tablesOf(subject: PanelResult | Report): Table[] {
  return 'sections' in subject ? reportTables(subject) : panelTables(subject)
}

function reportTables(report: Report): Table[] {
  const { causes, consequences, impact, baseline, sections, window } = report
  return [
    membersTable(report),
    findingsTable(report),
    ...[...causes, ...consequences].map((cause) => causeEvidenceTable(cause, window)),
    evidenceTable('impact', 'Impact', impact, window),
    unseenTable(report),
    ...(baseline === null ? [] : [baselineTable(baseline, window)]),
    ...sections.flatMap(({ panel }) => panelTables(panel)),
  ].filter(({ rows }) => rows.length > 0)
}

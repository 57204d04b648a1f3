import type { Catalog } from '@ocp-perf/metrics'
import type { PanelResult, Row } from '@ocp-perf/panel'

/** The rows that fill a field of an answer; none where nothing measured it. */
export type RowsOf<Field extends string> = (field: Field) => readonly Row[]

/** The rows of a panel by the field that the catalog says their metric fills (`fills`), so that no code knows a metric. */
export function rowsByField<Field extends string>({ metrics }: PanelResult, catalog: Catalog): RowsOf<Field> {
  const rows = new Map<string, Row[]>()
  for (const metric of metrics) {
    const { fills } = catalog.metric(metric.id)
    if (fills !== undefined) rows.set(fills, [...(rows.get(fills) ?? []), ...metric.rows])
  }
  return (field) => rows.get(field) ?? []
}

/** The fields that the metrics of some groups fill. */
export function filledFields(catalog: Catalog, groups: readonly string[]): readonly string[] {
  return groups.flatMap((group) => catalog.group(group).metrics.flatMap(({ fills }) => fills ?? []))
}

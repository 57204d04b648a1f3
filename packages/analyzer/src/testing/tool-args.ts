/** What tools are called with where they need to be told something, or would else take long: a page draws its charts. */
export const neededArgs: Readonly<Record<string, Record<string, unknown>>> = {
  query_metric: { metric: 'etcd_wal_fsync_p99' },
  query_history: { sql: 'SELECT count(*) FROM runs' },
  generate_etcd_performance_report: { format: 'markdown' },
}

/** Tools whose answers are of no cluster, so that no verdict stands first. */
export const withoutVerdict: ReadonlySet<string> = new Set(['list_metrics', 'query_history'])

/** How many tokens a tool's text may have. */
export function mostTokens(tool: string): number {
  return tool.endsWith('_performance_deep_drive') ? 4000 : 1500
}

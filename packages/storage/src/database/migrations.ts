/** One step of the schema. A released step is never changed: what it made is in files everywhere. */
export interface Migration {
  version: number
  name: string
  sql: string
}

/**
 * Nothing has a primary key: DuckDB would keep an index of every sample in memory. What must be unique is made so by
 * what is taken in, under the one lock.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'runs',
    sql: `
      CREATE TABLE runs (
        id VARCHAR NOT NULL, tool VARCHAR NOT NULL, server VARCHAR NOT NULL, cluster VARCHAR NOT NULL,
        platform VARCHAR NOT NULL, started_at TIMESTAMPTZ NOT NULL, window_start TIMESTAMPTZ, window_end TIMESTAMPTZ,
        window_step DOUBLE, recording VARCHAR, verdict VARCHAR, headline VARCHAR NOT NULL, score DOUBLE);
      CREATE TABLE findings (
        run_id VARCHAR NOT NULL, position INTEGER NOT NULL, id VARCHAR NOT NULL, title VARCHAR NOT NULL,
        severity VARCHAR NOT NULL, subjects JSON NOT NULL, confidence DOUBLE NOT NULL, onset TIMESTAMPTZ,
        evidence JSON);
      CREATE TABLE panels (
        run_id VARCHAR NOT NULL, position INTEGER NOT NULL, panel VARCHAR NOT NULL, verdict VARCHAR NOT NULL,
        headline VARCHAR NOT NULL, result JSON NOT NULL);
      CREATE TABLE reports (run_id VARCHAR NOT NULL, format VARCHAR NOT NULL, text VARCHAR NOT NULL);`,
  },
  {
    version: 2,
    name: 'samples',
    sql: `
      CREATE TABLE series (
        sid INTEGER NOT NULL, metric VARCHAR NOT NULL, cluster VARCHAR NOT NULL, labels JSON NOT NULL,
        first_at TIMESTAMPTZ NOT NULL, last_at TIMESTAMPTZ NOT NULL);
      CREATE TABLE samples (sid INTEGER NOT NULL, ts TIMESTAMPTZ NOT NULL, value DOUBLE NOT NULL);
      CREATE TABLE metric_views (
        name VARCHAR NOT NULL, title VARCHAR, unit VARCHAR, brief VARCHAR, label_names VARCHAR[] NOT NULL);`,
  },
  {
    version: 3,
    name: 'readings',
    sql: `
      CREATE VIEW readings AS
      SELECT r.id AS run_id, r.started_at, r.cluster, p.panel, m->>'$.id' AS metric, m->>'$.unit' AS unit,
        x->'$.labels' AS labels, x->>'$.verdict' AS verdict, (x->>'$.last')::DOUBLE AS last,
        (x->>'$.mean')::DOUBLE AS mean, (x->>'$.max')::DOUBLE AS max, (x->>'$.p95')::DOUBLE AS p95,
        (x->>'$.over')::DOUBLE AS over_limit, to_timestamp((x->>'$.since')::DOUBLE) AS since
      FROM panels p JOIN runs r ON r.id = p.run_id, unnest((p.result->'$.metrics')::JSON[]) AS ms(m),
        unnest((m->'$.rows')::JSON[]) AS xs(x);
      COMMENT ON VIEW readings IS 'Each row of each metric of each panel that a run answered, with its verdict.';`,
  },
]

/** Tables that hold what was recorded, in the order of their making. */
export const recordedTables = ['runs', 'findings', 'panels', 'reports', 'series', 'samples', 'metric_views'] as const

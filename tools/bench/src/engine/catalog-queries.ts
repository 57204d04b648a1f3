import { expandQuery, loadCatalog, loadProfiles, locateConfig } from '@ocp-perf/metrics'

const rateWindowSeconds = 300

export interface CatalogQuery {
  id: string
  text: string
}

/** As many queries as asked for: the catalog's expressions as they read on OpenShift, from the first again after the last. */
export function catalogQueries(count: number): CatalogQuery[] {
  const config = locateConfig(process.env, import.meta.url)
  const profile = loadProfiles(config).find(({ id }) => id === 'openshift')
  if (profile === undefined) throw new Error('There is no profile called openshift.')
  const metrics = [...loadCatalog(config).groups.values()].flatMap((group) => group.metrics)
  const all = metrics.flatMap(({ id, query, fallback }) =>
    [query, ...(fallback === undefined ? [] : [fallback])].flatMap((expression): CatalogQuery[] => {
      const { query: text } = expandQuery(expression, profile, rateWindowSeconds)
      return text === undefined ? [] : [{ id, text }]
    }),
  )
  return Array.from({ length: count }, (_, index) => all[index % all.length]).filter((query) => query !== undefined)
}

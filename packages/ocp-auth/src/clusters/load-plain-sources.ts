import { z } from 'zod'
import { type ClusterConfig, clusterConfigSchema, prometheusConfig, serverUrl, sourceName } from '../config.ts'
import { type LoadSourcesOptions, loadSources } from '../settings/load-sources.ts'
import type { LoadedClusters } from './load-clusters.ts'

/** One source of PromQL that is no cluster: where it is and how to be let in. */
const plainSource = z
  .object({
    name: sourceName,
    url: serverUrl.optional(),
    /** What `url` and `insecure` are called by clients written for Prometheus alone. */
    base_url: serverUrl.optional(),
    disable_ssl: z.boolean().optional(),
    query_timeout_seconds: z.number().positive().max(600).optional(),
  })
  .catchall(z.unknown())
  .transform(({ name, url, base_url, disable_ssl, query_timeout_seconds, ...rest }, context): ClusterConfig => {
    const prometheus = {
      ...rest,
      url: url ?? base_url,
      ...(disable_ssl === undefined ? {} : { insecure: disable_ssl }),
    }
    if (prometheus.url === undefined) {
      context.addIssue({ code: 'custom', path: ['url'], message: 'is missing: a source without an address is none' })
      return z.NEVER
    }
    const parsed = prometheusConfig.safeParse(prometheus)
    if (parsed.success) return clusterConfigSchema.parse({ name, prometheus: parsed.data, query_timeout_seconds })
    for (const issue of parsed.error.issues) context.addIssue({ ...issue, path: [...issue.path] })
    return z.NEVER
  })

/**
 * The sources of PromQL that a file of the configuration names, as clusters of which only the Prometheus is known; none where there
 * is no such file. The flat form of one source is the source `default`. Throws as `loadClusters` does.
 */
export async function loadPlainSources(
  options: Pick<LoadSourcesOptions<ClusterConfig>, 'configDir' | 'file' | 'env'>,
): Promise<LoadedClusters | undefined> {
  const { sources, current, from } = await loadSources<ClusterConfig>({
    ...options,
    schema: plainSource,
    variables: {},
  })
  return sources.length === 0 ? undefined : { clusters: sources, current, from }
}

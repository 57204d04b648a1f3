import { AppError } from '@ocp-perf/errors'
import type { ClusterConfig } from '@ocp-perf/ocp-auth'

/**
 * The clusters and which is current, its Prometheus replaced where the command line names another (`url`). `not_found`
 * for an unknown name, `invalid_input` for a URL that could be any cluster's.
 */
export function chooseClusters(
  clusters: readonly ClusterConfig[],
  current: string | undefined,
  url: string | undefined,
) {
  const chosen = clusters.find(({ name }) => name === current)
  if (current !== undefined && chosen === undefined) {
    throw new AppError('not_found', `There is no cluster ${JSON.stringify(current)}.`, {
      hint: `Clusters are ${clusters.map(({ name }) => name).join(', ')}.`,
    })
  }
  if (url === undefined) return { clusters, current: chosen?.name }
  if (chosen === undefined) {
    throw new AppError('invalid_input', '--prometheus-url does not say which cluster it is the Prometheus of.', {
      hint: 'Add --cluster NAME, or set current in clusters.yaml.',
    })
  }
  if (chosen.file !== undefined) {
    throw new AppError('invalid_input', `The cluster ${chosen.name} is a dump and has no Prometheus to replace.`, {
      hint: 'Name another cluster with --cluster, or leave --prometheus-url out.',
    })
  }
  const prometheus = { ...bare, ...(maySend(chosen.prometheus, url) ? chosen.prometheus : {}), url }
  return {
    clusters: clusters.map((cluster) => (cluster === chosen ? { ...chosen, prometheus } : cluster)),
    current: chosen.name,
  }
}

const bare = { insecure: false, kubernetes_token: false, headers: {} }

/** A token is for the server that it was configured for, and for no other that a flag names. */
function maySend(configured: ClusterConfig['prometheus'], url: string): boolean {
  return configured?.url === undefined || new URL(configured.url).origin === new URL(url).origin
}

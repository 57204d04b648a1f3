import type { Topology } from '../model/topology.ts'

/** Names of an app's pods, by the node that each is on. */
export function podsByNode({ pods }: Topology, app: string): ReadonlyMap<string, string> {
  return new Map(pods.filter(({ labels }) => labels.app === app).map(({ node, name }) => [node, name]))
}

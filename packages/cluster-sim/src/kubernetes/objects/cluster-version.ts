import { age } from '../age.ts'
import { condition, metadata, resource, timestamp, uidOf } from '../resource.ts'
import type { Snapshot } from '../snapshot.ts'

export const clusterVersions = resource({
  group: 'config.openshift.io',
  kind: 'ClusterVersion',
  columns: [{ name: 'Version' }, { name: 'Available' }, { name: 'Progressing' }, { name: 'Since' }, { name: 'Status' }],
  items(cluster) {
    const { topology, upgrade, installedAt, time } = cluster
    const since = upgrade?.startedAt ?? installedAt
    const target = upgrade?.version ?? topology.version
    const message =
      upgrade === undefined ? `Cluster version is ${target}` : `Working towards ${target}: waiting on machine-config`
    return [
      {
        object: {
          metadata: metadata({ kind: 'ClusterVersion', name: 'version', created: installedAt }),
          spec: { channel: `stable-${minorOf(target)}`, clusterID: uidOf(topology.name) },
          status: {
            desired: { version: target },
            history: historyOf(cluster),
            conditions: [
              condition('Available', true, installedAt, '', `Done applying ${topology.version}`),
              condition('Progressing', upgrade !== undefined, since, '', message),
              condition('Failing', false, installedAt, ''),
            ],
          },
        },
        cells: [topology.version, 'True', upgrade === undefined ? 'False' : 'True', age(since, time), message],
      },
    ]
  },
})

/** Newest first. */
function historyOf({ topology, upgrade, installedAt }: Snapshot) {
  const startedTime = timestamp(installedAt)
  const installed = { version: topology.version, state: 'Completed', startedTime, completionTime: startedTime }
  if (upgrade === undefined) return [installed]
  const { version, startedAt } = upgrade
  return [{ version, state: 'Partial', startedTime: timestamp(startedAt), completionTime: null }, installed]
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}

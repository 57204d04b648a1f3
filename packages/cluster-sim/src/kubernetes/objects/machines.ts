import { age } from '../age.ts'
import { condition, metadata, resource } from '../resource.ts'
import { clusterDomain } from '../snapshot.ts'

export const infrastructures = resource({
  group: 'config.openshift.io',
  kind: 'Infrastructure',
  items({ topology, installedAt, time }) {
    return [
      {
        object: {
          metadata: metadata({ kind: 'Infrastructure', name: 'cluster', created: installedAt }),
          spec: {},
          status: {
            infrastructureName: topology.name,
            platform: 'BareMetal',
            platformStatus: { type: 'BareMetal' },
            apiServerURL: `https://api.${clusterDomain(topology)}:6443`,
            apiServerInternalURI: `https://api-int.${clusterDomain(topology)}:6443`,
            controlPlaneTopology: topology.members.length === 1 ? 'SingleReplica' : 'HighlyAvailable',
          },
        },
        cells: [age(installedAt, time)],
      },
    ]
  },
})

const pools = { master: 'control-plane', worker: 'worker' } as const

export const machineConfigPools = resource({
  group: 'machineconfiguration.openshift.io',
  kind: 'MachineConfigPool',
  shortNames: ['mcp'],
  items({ topology, installedAt, time, isReady, upgrade }) {
    return Object.entries(pools).map(([name, role]) => {
      const machines = topology.nodes.filter((node) => node.role === role)
      const ready = machines.filter((node) => isReady(node.name)).length
      const updating = upgrade !== undefined && machines.length > 0
      const since = upgrade?.startedAt ?? installedAt
      return {
        object: {
          metadata: metadata({ kind: 'MachineConfigPool', name, created: installedAt }),
          spec: {},
          status: {
            machineCount: machines.length,
            readyMachineCount: ready,
            updatedMachineCount: updating ? 0 : machines.length,
            unavailableMachineCount: machines.length - ready,
            degradedMachineCount: 0,
            conditions: [
              condition('Updated', !updating, since, ''),
              condition('Updating', updating, since, ''),
              condition('Degraded', false, installedAt, ''),
            ],
          },
        },
        cells: [age(installedAt, time)],
      }
    })
  },
})

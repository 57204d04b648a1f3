import { reportError } from '@ocp-perf/errors'
import { loadCatalog, loadProfiles, locateConfig } from '@ocp-perf/metrics'
import type { DiagnoseStep } from '@ocp-perf/ocp-auth'
import { findServers } from '../servers/find-servers.ts'
import { checkNode } from './check-node.ts'

/** What can be said without asking anybody: Node, the configuration folder, the catalog, the servers. */
export function checkInstallation(config: string | undefined): DiagnoseStep[] {
  const env = config === undefined ? process.env : { ...process.env, OCP_PERF_CONFIG: config }
  return [
    attempt('Node', () => {
      checkNode(process.versions.node)
      return `${process.versions.node}.`
    }),
    attempt('metrics catalog', () => {
      const directory = locateConfig(env, import.meta.url)
      const { groups } = loadCatalog(directory)
      const metrics = [...groups.values()].reduce((sum, group) => sum + group.metrics.length, 0)
      const profiles = loadProfiles(directory).map(({ id }) => id)
      return `${metrics} metrics in ${groups.size} groups, profiles ${profiles.join(', ')}, from ${directory}.`
    }),
    attempt(
      'servers',
      () =>
        `${findServers()
          .map(({ program }) => program)
          .join(', ')}.`,
    ),
  ]
}

function attempt(step: string, look: () => string): DiagnoseStep {
  try {
    return { step, outcome: 'ok', detail: look() }
  } catch (error) {
    // A doctor reports what is broken and goes on.
    const { message, hint } = reportError(error)
    return { step, outcome: 'failed', detail: message, hint }
  }
}

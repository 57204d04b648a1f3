import { AppError, nearNames } from '@ocp-perf/errors'
import { type PanelResult, panelResultSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import type { AnalyzerContext } from '../context.ts'
import type { PanelTool } from '../panel-tool.ts'
import { summarizePanel } from '../summarize-panel.ts'
import { windowInput } from '../window-input.ts'
import { nodeRoles, pickNodes, someOf } from './pick-nodes.ts'

const mostNodes = 50
const mostDevices = 20
// As long as Kubernetes lets a node's name be, and twice as long as Linux an interface's.
const nodeLength = 253
const deviceLength = 31

const nodesInput = windowInput.extend({
  nodes: z.array(z.string().max(nodeLength)).min(1).max(mostNodes).optional().describe('Node names; default all'),
  role: z.enum(nodeRoles).optional().describe('Nodes of this role only'),
})

const devicesInput = nodesInput.extend({
  devices: z
    .array(z.string().max(deviceLength))
    .min(1)
    .max(mostDevices)
    .optional()
    .describe('Interfaces, such as ens3; default all'),
})

/** A tool that measures groups that are keyed by node: of all nodes, some, or those of a role. */
export function nodePanelTool({ groups, ...face }: PanelTool) {
  return tool({
    ...face,
    effect: 'read',
    input: nodesInput,
    output: panelResultSchema,
    run: (request, context, signal) => collectOnNodes(groups, request, context, signal),
    summarize: summarizePanel,
  })
}

/** The same where rows are keyed by interface as well. */
export function devicePanelTool({ groups, ...face }: PanelTool) {
  return tool({
    ...face,
    effect: 'read',
    input: devicesInput,
    output: panelResultSchema,
    run: (request, context, signal) => collectOnNodes(groups, request, context, signal),
    summarize: summarizePanel,
  })
}

async function collectOnNodes(
  groups: readonly string[],
  { nodes, role, devices, cluster, ...request }: z.infer<typeof devicesInput>,
  context: AnalyzerContext,
  signal: AbortSignal,
): Promise<PanelResult> {
  const { collector, platform } = await context.cluster(cluster, signal)
  const picked = pickNodes(platform.view(), { nodes, role })
  const only = {
    ...(picked === undefined ? {} : { node: picked }),
    ...(devices === undefined ? {} : { device: devices }),
  }
  const { panel, offered } = await collector.group(groups, { ...request, only, nodes: picked }, signal)
  const there = offered.get('device')
  const unknown = there && devices?.find((device) => !there.has(device))
  if (unknown !== undefined) throw noSuchDevice(unknown, [...(there ?? [])])
  return panel
}

function noSuchDevice(name: string, there: readonly string[]): AppError {
  const near = nearNames(name, there)
  return new AppError('not_found', `No interface ${JSON.stringify(name)} is measured on these nodes.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(', ')}?` : `Interfaces are ${someOf(there)}.`,
  })
}

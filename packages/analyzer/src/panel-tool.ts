import { panelResultSchema } from '@ocp-perf/panel'
import { tool } from './analyzer-tool.ts'
import { summarizePanel } from './summarize-panel.ts'
import { windowInput } from './window-input.ts'

/** What tells the measuring tools of a domain apart. */
export interface PanelTool {
  name: string
  title: string
  description: string
  /** Groups of the catalog, measured as one panel. */
  groups: readonly string[]
}

/** A tool that measures groups of the catalog. */
export function panelTool({ groups, ...face }: PanelTool) {
  return tool({
    ...face,
    effect: 'read',
    input: windowInput,
    output: panelResultSchema,
    run: (window, { collect }, signal) => collect(groups, window, signal),
    summarize: summarizePanel,
  })
}

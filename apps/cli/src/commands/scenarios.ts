import { loadScenarios } from '@ocp-perf/cluster-sim'
import { locateConfig } from '@ocp-perf/metrics'
import { command, jsonArg, text } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { table } from '../output/table.ts'

const flags = { config: text('Folder with scenarios/', 'DIR'), ...jsonArg } as const

/** `ocp-perf scenarios`: what can go wrong in the simulated cluster of the demo. */
export default command('scenarios', 'List what the demo can simulate', flags, async ({ args, terminal }) => {
  const env = args.config === undefined ? process.env : { ...process.env, OCP_PERF_CONFIG: args.config }
  const { all } = loadScenarios(locateConfig(env, import.meta.url))
  if (args.json) {
    terminal.out(JSON.stringify(all.map(({ id, title, brief, cause }) => ({ id, title, brief, cause }))))
    return exitCodes.ok.code
  }
  terminal.out(
    [
      table(
        [{ title: 'scenario' }, { title: 'what goes on' }],
        all.map(({ id, brief }) => [id, brief]),
      ),
      'Start one with: ocp-perf demo --scenario SCENARIO',
    ].join('\n'),
  )
  return exitCodes.ok.code
})

import type { DiagnoseStep } from '@ocp-perf/ocp-auth'
import { clusterArgs, command, historyArgs, jsonArg } from '../command.ts'
import { checkInstallation } from '../doctor/check-installation.ts'
import { type Diagnosed, diagnoseClusters } from '../doctor/diagnose-clusters.ts'
import { exitCodes } from '../exit-codes.ts'
import { plain, type Terminal } from '../output/terminal.ts'

const args = { ...jsonArg, ...clusterArgs, db: historyArgs.db } as const

/** `ocp-perf doctor`: what of installation, configuration and clusters works, and what to do about the rest. */
export default command(
  'doctor',
  'Check installation, configuration and the way to each cluster',
  args,
  async ({ args, terminal, signal }) => {
    const installation = checkInstallation(args.config)
    const clusters = await diagnoseClusters(args, { terminal, signal })
    const steps = [...installation, ...clusters.flatMap((each) => each.steps)]
    const amiss = steps.filter(({ outcome }) => outcome === 'failed' || outcome === 'refused')
    if (args.json) terminal.out(JSON.stringify({ ok: amiss.length === 0, installation, clusters }))
    else terminal.out(describe(installation, clusters, amiss.length, terminal))
    return amiss.length === 0 ? exitCodes.ok.code : exitCodes.failed.code
  },
)

const marks = {
  ok: { mark: '✓', verdict: 'ok' },
  skipped: { mark: '–', verdict: 'unknown' },
  refused: { mark: '✗', verdict: 'degraded' },
  failed: { mark: '✗', verdict: 'critical' },
} as const satisfies Record<DiagnoseStep['outcome'], unknown>

function describe(
  installation: readonly DiagnoseStep[],
  clusters: readonly Diagnosed[],
  amiss: number,
  terminal: Terminal,
): string {
  const verdict =
    amiss === 0
      ? terminal.verdict('ok', 'Everything works.')
      : terminal.verdict('critical', `${amiss} of these do not work.`)
  return [
    'Installation',
    ...installation.flatMap((step) => line(step, terminal)),
    ...clusters.flatMap(({ cluster, steps }) => [
      '',
      `Cluster ${cluster}`,
      ...steps.flatMap((step) => line(step, terminal)),
    ]),
    '',
    verdict,
  ].join('\n')
}

function line({ step, outcome, detail, hint }: DiagnoseStep, terminal: Terminal): string[] {
  const { mark, verdict } = marks[outcome]
  const told = `  ${terminal.verdict(verdict, mark)} ${plain(step)}: ${plain(detail)}`
  return hint === undefined ? [told] : [told, `    → ${plain(hint)}`]
}

import { signalQuery, signals } from '../../injection/signals.ts'
import { queryPrometheus } from '../../servers/monitoring.ts'
import type { Truth } from '../truth.ts'

/** What etcd asks of a disk (https://etcd.io/docs/v3.6/faq/); a machine that does other work exceeds it now and then. */
const slowFsyncSeconds = 0.01
const toleratedShare = 1 / 3
/** Windows of a few scrapes, so that one stall is one window. */
const windowSeconds = 15
const stepSeconds = 5

/**
 * What was not healthy in a recording before its fault: a target that did not answer; for etcd also fsync slow on some member in more than a third of the windows, a
 * leader that changed, nothing to read. Empty where all was well.
 */
export async function unhealthyBefore(
  url: string,
  { domain, start, injected }: Pick<Truth, 'domain' | 'start' | 'injected'>,
  signal?: AbortSignal,
): Promise<string[]> {
  const length = `${Math.max(1, Math.floor(injected - start))}s`
  const at = `@ ${injected.toFixed(3)}`
  const over = (metric: string) => `${metric}[${length}] ${at}`
  const fsync = `${signalQuery({ ...signals.fsync_p99, windowSeconds })} > bool ${slowFsyncSeconds}`
  const leaders = over('etcd_server_leader_changes_seen_total')
  const [slow, changes, silent] = await Promise.all([
    queryPrometheus(url, `avg_over_time((${fsync})[${length}:${stepSeconds}s] ${at})`, signal),
    queryPrometheus(url, `max(max_over_time(${leaders}) - min_over_time(${leaders})) > 0`, signal),
    queryPrometheus(url, `min_over_time(${over('up')}) == 0`, signal),
  ])
  const down = silent.map(({ labels }) => `${labels.job} ${labels.instance} did not always answer`)
  // A slow disk is nothing to the network of nodes.
  if (domain !== 'etcd') return down
  return [
    ...(slow.length === 0 ? ['no fsync was measured'] : []),
    ...slow
      .filter(({ value }) => value > toleratedShare)
      .map(({ labels, value }) => `fsync of ${labels.instance} was slow for ${Math.round(value * 100)} % of the time`),
    ...(changes.length === 0 ? [] : ['the leader changed']),
    ...down,
  ]
}

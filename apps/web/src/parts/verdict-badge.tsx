import type { Verdict } from '@ocp-perf/panel'
import { Icon, type IconName } from './icon.tsx'

const icons: Readonly<Record<Verdict, IconName>> = {
  ok: 'ok',
  watch: 'warn',
  degraded: 'warn',
  critical: 'bad',
  no_data: 'none',
  unknown: 'none',
}

/** A verdict by word, shape and colour. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return (
    <span className={`badge is-${verdict}`}>
      <Icon name={icons[verdict]} />
      {verdict.replace('_', ' ')}
    </span>
  )
}

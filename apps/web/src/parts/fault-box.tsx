import type { Fault } from '@ocp-perf/agents/contract'
import { Icon } from './icon.tsx'

/** What went wrong and what to do next. */
export function FaultBox({ fault, onRetry }: { fault: Fault; onRetry?: (() => void) | undefined }) {
  return (
    <div className="fault" role="alert">
      <Icon name="bad" />
      <div>
        <p className="fault-message">{fault.message}</p>
        {fault.hint !== undefined && <p>{fault.hint}</p>}
        <p className="faint">Code: {fault.code}</p>
      </div>
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          <Icon name="retry" />
          Try again
        </button>
      )}
    </div>
  )
}

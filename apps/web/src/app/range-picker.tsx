import type { Range } from '@ocp-perf/agents/contract'
import { type FormEvent, useRef, useState } from 'react'
import { Icon } from '../parts/icon.tsx'
import { durations, fromLocal, rangeText, toLocal } from './range.ts'

const own = 'own'

interface RangePickerProps {
  range: Range
  onChoose(range: Range): void
}

/** How far back, or between which two times, is looked. */
export function RangePicker({ range, onChoose }: RangePickerProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const duration = 'duration' in range ? range.duration : own
  const choose = (value: string) => {
    if (value === own) dialog.current?.showModal()
    else onChoose({ duration: value })
  }
  return (
    <span className="picker">
      <label>
        <Icon name="clock" />
        <span className="hidden">Time range</span>
        <select value={duration} onChange={({ target }) => choose(target.value)}>
          {durations.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
          <option value={own}>{duration === own ? rangeText(range) : 'Between two times…'}</option>
        </select>
      </label>
      {duration === own && (
        <button type="button" className="link-button" onClick={() => dialog.current?.showModal()}>
          Change
        </button>
      )}
      <dialog ref={dialog} className="dialog" aria-label="Time range">
        <OwnRange
          range={range}
          onChoose={(chosen) => {
            onChoose(chosen)
            dialog.current?.close()
          }}
          onLeave={() => dialog.current?.close()}
        />
      </dialog>
    </span>
  )
}

interface OwnRangeProps {
  range: Range
  onChoose(range: Range): void
  onLeave(): void
}

function OwnRange({ range, onChoose, onLeave }: OwnRangeProps) {
  const [fault, setFault] = useState<string | null>(null)
  const now = Date.now()
  const [start, end] = 'duration' in range ? [undefined, undefined] : [range.start_time, range.end_time]
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const chosen = fromLocal(String(values.get('start')), String(values.get('end')))
    if (chosen === undefined) setFault('The start must be before the end.')
    else onChoose(chosen)
  }
  return (
    <form onSubmit={submit} className="form">
      <h2>Between two times</h2>
      <label className="field">
        <span>From</span>
        <input type="datetime-local" name="start" required defaultValue={toLocal(start, now - 3_600_000)} />
      </label>
      <label className="field">
        <span>To</span>
        <input type="datetime-local" name="end" required defaultValue={toLocal(end, now)} />
      </label>
      {fault !== null && (
        <p className="form-fault" role="alert">
          {fault}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="button primary">
          Use
        </button>
        <button type="button" className="button" onClick={onLeave}>
          Cancel
        </button>
      </div>
    </form>
  )
}

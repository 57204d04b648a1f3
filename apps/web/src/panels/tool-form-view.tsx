import { type FormEvent, useState } from 'react'
import { Icon } from '../parts/icon.tsx'
import { type Field, readForm } from './tool-form.ts'

interface ToolFormProps {
  fields: readonly Field[]
  /** What the page knows already, by argument. */
  known: Readonly<Record<string, string>>
  isRunning: boolean
  onRun(args: Record<string, unknown>): void
  onStop(): void
}

/** A form for a tool's arguments. */
export function ToolFormView({ fields, known, isRunning, onRun, onStop }: ToolFormProps) {
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const values = Object.fromEntries(fields.map(({ name }) => [name, String(form.get(name) ?? '')]))
    const read = readForm(fields, values)
    setFaults(read.faults)
    if (Object.keys(read.faults).length === 0) onRun(read.args)
  }
  return (
    <form className="form tool-form" onSubmit={submit} noValidate>
      {fields.map((field) => (
        <FieldView
          key={field.name}
          field={field}
          initial={known[field.name] ?? field.initial}
          fault={faults[field.name]}
        />
      ))}
      <div className="actions">
        {isRunning ? (
          <button type="button" className="button" onClick={onStop}>
            <Icon name="stop" />
            Stop
          </button>
        ) : (
          <button type="submit" className="button primary">
            <Icon name="play" />
            Run
          </button>
        )}
      </div>
    </form>
  )
}

interface FieldViewProps {
  field: Field
  initial: string
  fault: string | undefined
}

function FieldView({ field, initial, fault }: FieldViewProps) {
  const { name, description, isRequired } = field
  const hint = `hint-${name}`
  return (
    <div className="field">
      <label htmlFor={`field-${name}`}>
        {name}
        {isRequired && <span className="faint"> (needed)</span>}
      </label>
      <Input field={field} initial={initial} hint={hint} isBad={fault !== undefined} />
      <p id={hint} className={fault === undefined ? 'faint' : 'form-fault'}>
        {fault ?? description}
      </p>
    </div>
  )
}

function Input({ field, initial, hint, isBad }: { field: Field; initial: string; hint: string; isBad: boolean }) {
  const { name, kind, choices, isRequired } = field
  const common = {
    id: `field-${name}`,
    name,
    defaultValue: initial,
    'aria-describedby': hint,
    'aria-invalid': isBad || undefined,
    required: isRequired,
  }
  if (kind === 'choice' || kind === 'boolean') {
    const offered = kind === 'boolean' ? ['true', 'false'] : choices
    return (
      <select {...common}>
        {initial === '' && <option value="">–</option>}
        {offered.map((choice) => (
          <option key={choice} value={choice}>
            {kind === 'boolean' ? (choice === 'true' ? 'yes' : 'no') : choice}
          </option>
        ))}
      </select>
    )
  }
  if (kind === 'json') return <textarea {...common} rows={3} spellCheck={false} />
  return (
    <input {...common} inputMode={kind === 'number' ? 'decimal' : undefined} autoComplete="off" spellCheck={false} />
  )
}

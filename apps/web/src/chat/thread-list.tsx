import type { Thread } from '@ocp-perf/agents/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { agent } from '../api/agent.ts'
import { faultOf } from '../api/fault-of.ts'
import { FaultBox } from '../parts/fault-box.tsx'
import { agoText } from '../parts/format.ts'
import { Icon } from '../parts/icon.tsx'
import { refreshThreads, useThreadChange, useThreads } from './use-threads.ts'

interface ThreadListProps {
  current: string | null
  onDeleted(id: string): void
  onChosen(): void
}

/** The conversations that are kept, the latest first. */
export function ThreadList({ current, onDeleted, onChosen }: ThreadListProps) {
  const { data, error, refetch } = useThreads()
  const threads = [...(data?.threads ?? [])].sort((a, b) => b.updated - a.updated)
  return (
    <nav className="threads" aria-label="Conversations">
      <Link href="/" className="button new-thread" onClick={onChosen}>
        <Icon name="plus" />
        New question
      </Link>
      {error !== null && <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />}
      <ul>
        {threads.map((thread) => (
          <ThreadItem
            key={thread.id}
            thread={thread}
            isCurrent={thread.id === current}
            onDeleted={onDeleted}
            onChosen={onChosen}
          />
        ))}
      </ul>
      {data !== undefined && threads.length === 0 && <p className="faint none">Conversations are kept here.</p>}
    </nav>
  )
}

interface ThreadItemProps extends Omit<ThreadListProps, 'current'> {
  thread: Thread
  isCurrent: boolean
}

function ThreadItem({ thread, isCurrent, onDeleted, onChosen }: ThreadItemProps) {
  const { id, title, updated } = thread
  const [mode, setMode] = useState<'read' | 'rename' | 'delete'>('read')
  const queries = useQueryClient()
  const rename = useThreadChange(id)
  const remove = useMutation({
    mutationFn: () => agent.deleteThread(id),
    onSuccess: () => {
      onDeleted(id)
      return refreshThreads(queries)
    },
  })
  const fault = rename.error ?? remove.error
  return (
    <li className={isCurrent ? 'thread is-current' : 'thread'}>
      {mode === 'rename' ? (
        <RenameForm
          title={title}
          onLeave={() => setMode('read')}
          onRename={(name) => {
            setMode('read')
            rename.mutate({ title: name })
          }}
        />
      ) : (
        <Link href={`/chat/${encodeURIComponent(id)}`} aria-current={isCurrent ? 'page' : undefined} onClick={onChosen}>
          <span className="thread-title">{title}</span>
          <span className="faint">{agoText(updated)}</span>
        </Link>
      )}
      {mode === 'read' && (
        <span className="thread-actions">
          <button
            type="button"
            className="icon-button"
            aria-label={`Rename ${title}`}
            onClick={() => setMode('rename')}
          >
            <Icon name="edit" />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={`Delete ${title}`}
            onClick={() => setMode('delete')}
          >
            <Icon name="trash" />
          </button>
        </span>
      )}
      {mode === 'delete' && (
        <fieldset className="confirm">
          <legend>Delete for good?</legend>
          <button type="button" className="button danger" onClick={() => remove.mutate()} disabled={remove.isPending}>
            Delete
          </button>
          <button type="button" className="button" onClick={() => setMode('read')}>
            Keep
          </button>
        </fieldset>
      )}
      {fault !== null && <FaultBox fault={faultOf(fault)} />}
    </li>
  )
}

function RenameForm({ title, onRename, onLeave }: { title: string; onRename(name: string): void; onLeave(): void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('title')).trim()
    if (name === '' || name === title) onLeave()
    else onRename(name)
  }
  return (
    <form className="rename" onSubmit={submit} onKeyDown={({ key }) => key === 'Escape' && onLeave()}>
      <input
        name="title"
        aria-label="Name of the conversation"
        defaultValue={title}
        maxLength={120}
        ref={focusAndSelect}
      />
      <button type="submit" className="icon-button" aria-label="Save the name">
        <Icon name="check" />
      </button>
    </form>
  )
}

function focusAndSelect(input: HTMLInputElement | null): void {
  input?.select()
}

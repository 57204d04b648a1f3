import type { AgentTool, CallReply } from '@ocp-perf/agents/contract'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { Link } from 'wouter'
import { agent } from '../api/agent.ts'
import { faultOf } from '../api/fault-of.ts'
import { useScope } from '../app/settings.tsx'
import { Busy } from '../parts/busy.tsx'
import { FaultBox } from '../parts/fault-box.tsx'
import { msText } from '../parts/format.ts'
import { ResultBody } from '../parts/result-body.tsx'
import { fieldsOf } from './tool-form.ts'
import { ToolFormView } from './tool-form-view.tsx'

/** Every tool by hand: what a model can ask, a person can. */
export default function PanelsPage({ tool }: { tool: string | undefined }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['tools'],
    queryFn: ({ signal }) => agent.tools(signal),
    staleTime: 300_000,
  })
  const tools = data?.tools ?? []
  const chosen = tools.find(({ name }) => name === tool)
  return (
    <div className={chosen === undefined ? 'panels' : 'panels has-tool'}>
      <ToolList tools={tools} chosen={tool} />
      <div className="page">
        {error !== null && <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Busy what="Asking for the tools" />}
        {data !== undefined && tool !== undefined && chosen === undefined && (
          <FaultBox
            fault={{ code: 'not_found', message: `No server offers ${tool}.`, hint: 'Choose one of the list.' }}
          />
        )}
        {data !== undefined && tool === undefined && (
          <div className="empty">
            <h1>Panels</h1>
            <p>Choose a tool to see what it measures. Each answers one question, with figures, limits and a verdict.</p>
          </div>
        )}
        {chosen !== undefined && <ToolPage key={chosen.name} tool={chosen} />}
      </div>
    </div>
  )
}

/** What every server offers. */
const shared = 'every server'

function ToolList({ tools, chosen }: { tools: readonly AgentTool[]; chosen: string | undefined }) {
  const [filter, setFilter] = useState('')
  const wanted = filter.trim().toLowerCase()
  const found = tools.filter(({ name, title, description }) =>
    `${name} ${title} ${description}`.toLowerCase().includes(wanted),
  )
  const byServer = Map.groupBy(found, ({ servers }) => (servers.length > 1 ? shared : (servers[0] ?? shared)))
  const groups = [...byServer].sort(([a], [b]) => Number(a === shared) - Number(b === shared) || a.localeCompare(b))
  return (
    <nav className="tools" aria-label="Tools">
      <input
        type="search"
        aria-label="Find a tool"
        placeholder="Find a tool"
        value={filter}
        onChange={({ target }) => setFilter(target.value)}
      />
      {groups.map(([server, some]) => (
        <section key={server} aria-label={server}>
          <h2>{server}</h2>
          <ul>
            {some.map(({ name, title }) => (
              <li key={name}>
                <Link href={`/panels/${name}`} aria-current={name === chosen ? 'page' : undefined} title={name}>
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {tools.length > 0 && found.length === 0 && <p className="faint none">No tool is called so.</p>}
    </nav>
  )
}

function ToolPage({ tool }: { tool: AgentTool }) {
  const { cluster, range } = useScope()
  const running = useRef<AbortController | null>(null)
  const { mutate, data, error, isPending, variables } = useMutation({
    mutationFn: (args: Record<string, unknown>) => {
      running.current?.abort()
      running.current = new AbortController()
      return agent.call(tool.name, args, running.current.signal)
    },
  })
  const fields = useMemo(() => fieldsOf(tool.input_schema), [tool])
  const known: Record<string, string> = { ...range, ...(cluster === undefined ? {} : { cluster }) }
  const isStopped = error !== null && running.current?.signal.aborted === true
  return (
    <>
      <header className="page-head">
        <Link href="/panels" className="back">
          All tools
        </Link>
        <h1>{tool.title}</h1>
        <code>{tool.name}</code>
        {!tool.read_only && <span className="badge is-watch">changes something</span>}
      </header>
      <p className="said">{tool.description}</p>
      <ToolFormView
        key={JSON.stringify(known)}
        fields={fields}
        known={known}
        isRunning={isPending}
        onRun={mutate}
        onStop={() => running.current?.abort()}
      />
      {isPending && <Busy what="Measuring" />}
      {isStopped && <p className="faint">Stopped.</p>}
      {error !== null && !isStopped && (
        <FaultBox fault={faultOf(error)} onRetry={variables === undefined ? undefined : () => mutate(variables)} />
      )}
      {data !== undefined && !isPending && <Reply reply={data} />}
    </>
  )
}

function Reply({ reply: { ok, ms, server, text, data, charts, fault } }: { reply: CallReply }) {
  return (
    <section aria-label="Answer">
      <p className="faint">
        {ok ? 'Answered' : 'Failed'} by {server} in {msText(ms)}.
      </p>
      {fault !== undefined && <FaultBox fault={fault} />}
      <ResultBody text={text} data={data} charts={charts} isBrief={false} />
    </section>
  )
}

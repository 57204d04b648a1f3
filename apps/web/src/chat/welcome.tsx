import type { Overview } from '@ocp-perf/agents/contract'
import { useQuery } from '@tanstack/react-query'
import { agent } from '../api/agent.ts'
import { faultOf } from '../api/fault-of.ts'
import { useScope } from '../app/settings.tsx'
import { Busy } from '../parts/busy.tsx'
import { FaultBox } from '../parts/fault-box.tsx'
import { VerdictBadge } from '../parts/verdict-badge.tsx'

const fallbackQuestions = ['Why is the cluster slow?', 'Is etcd healthy?', 'What changed in the last hour?']

/** What a reader meets first: what this is, how the cluster stands, and three questions to begin with. */
export function Welcome({ onAsk }: { onAsk(question: string): void }) {
  const about = useQuery({ queryKey: ['about'], queryFn: ({ signal }) => agent.about(signal), staleTime: 300_000 })
  const questions = about.data?.questions.map(({ text }) => text).slice(0, 3) ?? []
  return (
    <div className="welcome">
      <h1>What is slow, why, and since when?</h1>
      <p className="lead">
        Ask in your own words. Every answer comes from measurements of your cluster, with the figures, the limits and
        the documents that they rest on.
      </p>
      {about.data !== undefined && about.data.model === null && (
        <p className="faint">No language model is configured: the built-in analyst answers.</p>
      )}
      <ClusterStanding />
      <ul className="suggestions" aria-label="Questions to begin with">
        {(questions.length === 0 ? fallbackQuestions : questions).map((question) => (
          <li key={question}>
            <button type="button" onClick={() => onAsk(question)}>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function ClusterStanding() {
  const { cluster, range } = useScope()
  const { data, error, refetch } = useQuery({
    queryKey: ['overview', cluster, range],
    queryFn: ({ signal }) => agent.overview(cluster, range, signal),
  })
  if (error !== null) return <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />
  if (data === undefined) return <Busy what="Looking at the cluster" />
  return <Standing overview={data} />
}

function Standing({ overview: { cluster, verdict, headline, domains } }: { overview: Overview }) {
  return (
    <section className={`standing card edge-${verdict}`} aria-label="State of the cluster">
      <header className="card-head">
        <VerdictBadge verdict={verdict} />
        <h2>{cluster}</h2>
      </header>
      <p className="headline">{headline}</p>
      <ul className="domain-chips">
        {domains.map(({ domain, title, diagnosis }) => (
          <li key={domain}>
            {title} <VerdictBadge verdict={diagnosis?.verdict ?? 'unknown'} />
          </li>
        ))}
      </ul>
    </section>
  )
}

import { type Cause, type CauseEvidence, formatValue, type Recommendation, wholePercent } from '@ocp-perf/panel'
import { Copyable } from './copyable.tsx'
import { labelsText, timesText, timeText } from './format.ts'
import { SourceLink } from './source-link.tsx'
import { TableBox } from './table-box.tsx'
import { Unfold } from './unfold.tsx'
import { VerdictBadge } from './verdict-badge.tsx'

const evidenceAtOnce = 4

/** One cause with what speaks for and against it, and what to do. */
export function CauseView({ cause, isFirst }: { cause: Cause; isFirst: boolean }) {
  const { title, severity, scope, summary, confidence, confidence_because: because, onset, ongoing } = cause
  return (
    <section className="cause" aria-label={title}>
      <h4>
        {title}
        <span className="cause-scope">{scope}</span>
        {!isFirst && <VerdictBadge verdict={severity} />}
      </h4>
      <p className="headline">{summary}</p>
      <dl className="facts">
        <div>
          <dt>Confidence</dt>
          <dd title={because}>
            <Bar share={confidence} />
            {wholePercent(confidence)}
          </dd>
        </div>
        <div>
          <dt>Since</dt>
          <dd>{onset === null ? 'before this time range' : timeText(onset)}</dd>
        </div>
        <div>
          <dt>Now</dt>
          <dd>{ongoing ? 'still so' : 'over'}</dd>
        </div>
      </dl>
      <EvidenceTable evidence={cause.evidence} />
      {cause.recommendations.length > 0 && (
        <>
          <h5>What to do</h5>
          <ol className="steps">
            {cause.recommendations.map((each) => (
              <Step key={each.text} recommendation={each} />
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

function Bar({ share }: { share: number }) {
  return (
    <svg className="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="6" className="score-rest" />
      <rect width={100 * share} height="6" className="share-bar" />
    </svg>
  )
}

function EvidenceTable({ evidence }: { evidence: readonly CauseEvidence[] }) {
  const first = evidence.slice(0, evidenceAtOnce)
  const rest = evidence.slice(evidenceAtOnce)
  return (
    <>
      <EvidenceRows evidence={first} />
      {rest.length > 0 && (
        <Unfold className="inner" summary={`More evidence (${rest.length})`}>
          {() => <EvidenceRows evidence={rest} />}
        </Unfold>
      )}
    </>
  )
}

const comparisons = { limit: 'limit', before: 'before', others: 'others', presence: '' } as const
const roles = { required: 'for', supports: 'for', contradicts: 'against' } as const

function EvidenceRows({ evidence }: { evidence: readonly CauseEvidence[] }) {
  return (
    <TableBox label="Evidence">
      <table className="evidence">
        <thead>
          <tr>
            <th scope="col">Evidence</th>
            <th scope="col" className="right">
              Value
            </th>
            <th scope="col">Held against</th>
            <th scope="col" className="right">
              Times
            </th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {evidence.map((each) => (
            <tr key={`${each.metric} ${JSON.stringify(each.labels)} ${each.role}`} title={each.says}>
              <th scope="row">
                <span className={`role is-${roles[each.role]}`}>{roles[each.role]}</span> {each.title}
                <span className="faint"> {labelsText(each.labels)}</span>
              </th>
              <td className="right strong">{formatValue(each.value, each.unit)}</td>
              <td>
                {comparisons[each.comparison]} {each.reference === null ? '' : formatValue(each.reference, each.unit)}
              </td>
              <td className="right">{timesText(each.value, each.reference, each.unit) ?? '–'}</td>
              <td>{each.since === null ? '–' : timeText(each.since)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

function Step({ recommendation: { kind, text, command, source } }: { recommendation: Recommendation }) {
  return (
    <li>
      <span className="kind">{kind}</span> {text} <SourceLink source={source} />
      {command !== undefined && <Copyable text={command} />}
    </li>
  )
}

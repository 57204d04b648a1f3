import { type Cause, type Finding, type Verdict, wholePercent } from '@ocp-perf/panel'
import type { ReactNode } from 'react'
import { labelsText, timeText } from '../parts/format.ts'
import { TableBox } from '../parts/table-box.tsx'
import { VerdictBadge } from '../parts/verdict-badge.tsx'
import type { Compared } from './compare-reports.ts'
import { StandingChip } from './standing-chip.tsx'

/** What brought trouble about in either report. */
export function ComparedCauses({ causes }: { causes: readonly Compared<Cause>[] }) {
  return (
    <ComparedTable
      title="Causes"
      nothing="Neither report names a cause."
      compared={causes}
      nameOf={({ title, scope }) => (
        <>
          {title} <span className="faint">{scope}</span>
        </>
      )}
      told={({ severity, confidence, onset }) => (
        <Told verdict={severity}>
          {wholePercent(confidence)} sure{onset !== null && `, since ${timeText(onset)}`}
        </Told>
      )}
    />
  )
}

/** What is not as it should be in either report. */
export function ComparedFindings({ findings }: { findings: readonly Compared<Finding>[] }) {
  return (
    <ComparedTable
      title="Findings"
      nothing="Neither report found anything."
      compared={findings}
      nameOf={({ title, subject }) => (
        <>
          {title} <span className="faint">{labelsText(subject)}</span>
        </>
      )}
      told={({ severity, evidence }) => <Told verdict={severity}>{evidence[0]?.says}</Told>}
    />
  )
}

function Told({ verdict, children }: { verdict: Verdict; children: ReactNode }) {
  return (
    <>
      <VerdictBadge verdict={verdict} />
      <p className="faint said">{children}</p>
    </>
  )
}

interface ComparedTableProps<Item> {
  title: string
  nothing: string
  compared: readonly Compared<Item>[]
  nameOf(item: Item): ReactNode
  told(item: Item): ReactNode
}

function ComparedTable<Item>({ title, nothing, compared, nameOf, told }: ComparedTableProps<Item>) {
  if (compared.length === 0) {
    return (
      <section aria-label={title}>
        <h2>{title}</h2>
        <p className="faint">{nothing}</p>
      </section>
    )
  }
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <TableBox label={title}>
        <table className="compared">
          <thead>
            <tr>
              <th scope="col">Change</th>
              <th scope="col">What</th>
              <th scope="col">Earlier</th>
              <th scope="col">Later</th>
            </tr>
          </thead>
          <tbody>
            {compared.map(({ standing, before, after, because }, index) => {
              const item = after ?? before
              const absent = <span className="faint">{because ?? '–'}</span>
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a comparison never changes
                <tr key={index}>
                  <td>
                    <StandingChip standing={standing} />
                  </td>
                  <th scope="row">{item === null ? null : nameOf(item)}</th>
                  <td data-name="Earlier">{before === null ? absent : told(before)}</td>
                  <td data-name="Later">{after === null ? absent : told(after)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </TableBox>
    </section>
  )
}

import { formatValue } from '@ocp-perf/panel'
import { labelsText } from '../parts/format.ts'
import { TableBox } from '../parts/table-box.tsx'
import { Unfold } from '../parts/unfold.tsx'
import { VerdictBadge } from '../parts/verdict-badge.tsx'
import type { ComparedFigure } from './compare-reports.ts'
import { StandingChip } from './standing-chip.tsx'

const mostAtOnce = 40

/** The figures of the metrics that both reports measured: those that moved, and the others on demand. */
export function ComparedFigures({ figures }: { figures: readonly ComparedFigure[] }) {
  const moved = figures.filter(({ standing }) => standing !== 'same')
  const rest = [...moved.slice(mostAtOnce), ...figures.filter(({ standing }) => standing === 'same')]
  return (
    <section aria-label="Figures">
      <h2>Figures</h2>
      {figures.length === 0 && <p className="faint">No series was measured in both reports.</p>}
      {figures.length > 0 && moved.length === 0 && <p className="faint">All figures are about the same.</p>}
      {moved.length > 0 && <FigureTable label="Figures that moved" figures={moved.slice(0, mostAtOnce)} />}
      {rest.length > 0 && (
        <Unfold className="inner" summary={`The other figures (${rest.length})`}>
          {() => <FigureTable label="The other figures" figures={rest} />}
        </Unfold>
      )}
    </section>
  )
}

function FigureTable({ label, figures }: { label: string; figures: readonly ComparedFigure[] }) {
  return (
    <TableBox label={label}>
      <table className="compared">
        <thead>
          <tr>
            <th scope="col">Change</th>
            <th scope="col">Metric</th>
            <th scope="col" className="right">
              Earlier mean
            </th>
            <th scope="col" className="right">
              Later mean
            </th>
            <th scope="col" className="right">
              Times
            </th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <FigureRow key={`${figure.metric} ${JSON.stringify(figure.labels)}`} figure={figure} />
          ))}
        </tbody>
      </table>
    </TableBox>
  )
}

function FigureRow({ figure }: { figure: ComparedFigure }) {
  const { standing, title, labels, unit, before, after, times } = figure
  return (
    <tr>
      <td>
        <StandingChip standing={standing} />
      </td>
      <th scope="row">
        {title} <span className="faint">{labelsText(labels)}</span>
      </th>
      <td className="right" data-name="Earlier mean">
        {formatValue(before.mean, unit)}
      </td>
      <td className="right strong" data-name="Later mean">
        {formatValue(after.mean, unit)}
      </td>
      <td className="right" data-name="Times">
        {times === null ? '–' : `${times.toFixed(times < 10 ? 2 : 0)}×`}
      </td>
      <td data-name="Verdict">
        {before.verdict === after.verdict ? (
          <VerdictBadge verdict={after.verdict} />
        ) : (
          <>
            <VerdictBadge verdict={before.verdict} /> <span aria-hidden="true">→</span>
            <span className="hidden">then</span> <VerdictBadge verdict={after.verdict} />
          </>
        )}
      </td>
    </tr>
  )
}

import type { Chart } from '@ocp-perf/agents/contract'
import { strokes } from '@ocp-perf/elt/charts'
import { type AskedTurn, conversationPage, type DrawnChart, type ToolCall } from '@ocp-perf/elt/conversation'
import { formatValue } from '@ocp-perf/panel'
import { renderToStaticMarkup } from 'react-dom/server'
import { descriptionOf } from '../charts/describe-chart.ts'
import { drawSvg } from '../charts/draw-svg.ts'
import { Markdown } from '../parts/markdown.tsx'
import { shapesOf } from '../parts/shapes.ts'
import { calledText, outcomeText } from './export-conversation.ts'
import type { Call, Turn } from './turn.ts'

/**
 * A conversation as one page that needs nothing else and in which nothing runs. What was written passes the same component
 * that shows it here, so that neither lets through what the other would not.
 */
export function conversationHtml(title: string, turns: readonly Turn[], now = Date.now()): string {
  return conversationPage(title, turns.map(turnOf), now / 1000)
}

function turnOf(turn: Turn): AskedTurn {
  const { question, asked, parts, calls, faults } = turn
  return {
    question,
    asked,
    parts: parts.flatMap((part): AskedTurn['parts'] => {
      if (part.kind === 'text') {
        return [{ kind: 'prose', markup: renderToStaticMarkup(<Markdown text={part.text} />) }]
      }
      const call = calls[part.call]
      return call === undefined ? [] : [{ kind: 'call', call: callOf(call) }]
    }),
    faults: faults.map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`)),
  }
}

function callOf(call: Call): ToolCall {
  const { result, diagnosis, walk, charts } = call
  return {
    called: calledText(call),
    outcome: result?.fault === undefined ? outcomeText(call) : `${outcomeText(call)}: ${result.fault.message}`,
    diagnosis,
    walk,
    panels: shapesOf(result?.data).panels,
    charts: charts.filter(({ series }) => series.length > 0).map(chartOf),
  }
}

function chartOf(chart: Chart): DrawnChart {
  const { title, series, limit, unit } = chart
  return {
    title,
    description: descriptionOf(chart),
    svg: drawSvg(chart),
    legend: strokes.flatMap((stroke, index) => {
      const each = series[index]
      return each === undefined ? [] : [{ name: each.name, stroke }]
    }),
    limit: limit === null ? null : { text: `${limit.verdict} ${formatValue(limit.value, unit)}`, source: limit.source },
  }
}

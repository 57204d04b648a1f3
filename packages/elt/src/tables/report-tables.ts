import {
  areNodes,
  type Baseline,
  type BaselineRow,
  type Cause,
  type CauseEvidence,
  type Diagnosis,
  type Evidence,
  formatValue,
  isBad,
  type Window,
} from '@ocp-perf/panel'
import type { Cell, Column, Table } from './table.ts'
import { causeWords, hostOf, nameOf, referenceText, shareText, timeIn, verdictWords } from './words.ts'

const text = (value: string): Cell => ({ value, text: value })
const time = (seconds: number | null, window: Window): Cell => ({
  value: seconds,
  text: seconds === null ? '–' : timeIn(seconds, window),
})
const verdictCell = (verdict: keyof typeof verdictWords): Cell => ({
  value: verdict,
  text: verdictWords[verdict],
  verdict,
})
const textColumn = (key: string, title: string): Column => ({ key, title, kind: 'text' })

/** How each member stands, worst first; of a domain of nodes, how each node does. */
export function membersTable({ members }: Pick<Diagnosis, 'members'>): Table {
  if (areNodes(members)) return nodesTable(members)
  return {
    id: 'members',
    title: 'Members',
    columns: [
      textColumn('member', 'Member'),
      { key: 'verdict', title: 'Verdict', kind: 'verdict' },
      textColumn('role', 'Role'),
      textColumn('node', 'Node'),
      textColumn('says', 'The worst that was seen'),
    ],
    rows: members.map(({ name, node, leader, verdict, says }) => ({
      cells: [
        { ...text(name), verdict: isBad(verdict) ? verdict : undefined },
        verdictCell(verdict),
        text(leader === null ? '–' : leader ? 'leader' : 'follower'),
        text(node ?? '–'),
        text(says),
      ],
    })),
    omitted: 0,
  }
}

function nodesTable(nodes: Diagnosis['members']): Table {
  return {
    id: 'members',
    title: 'Nodes',
    columns: [
      textColumn('node', 'Node'),
      { key: 'verdict', title: 'Verdict', kind: 'verdict' },
      textColumn('says', 'The worst that was seen'),
    ],
    rows: nodes.map(({ name, verdict, says }) => ({
      cells: [{ ...text(name), verdict: isBad(verdict) ? verdict : undefined }, verdictCell(verdict), text(says)],
    })),
    omitted: 0,
  }
}

/** What is not as it should be, with the cause that explains it. */
export function findingsTable({ findings, causes, consequences, window }: Diagnosis): Table {
  const titles = new Map([...causes, ...consequences].map(({ id, title }) => [id, title]))
  return {
    id: 'findings',
    title: 'Findings',
    columns: [
      { key: 'severity', title: 'Severity', kind: 'verdict' },
      textColumn('finding', 'Finding'),
      textColumn('subject', 'Where'),
      textColumn('says', 'What was measured'),
      { key: 'since', title: 'Since', kind: 'time' },
      textColumn('cause', 'Explained by'),
      textColumn('source', 'Source of its limit'),
    ],
    rows: findings.map(({ id, title, severity, subject, cause, evidence, source }) => ({
      cells: [
        verdictCell(severity),
        text(title),
        text(nameOf(subject)),
        text(evidence.map(({ says }) => says).join(' ')),
        time(evidence[0]?.since ?? null, window),
        text(cause === null ? 'nothing known' : (titles.get(cause) ?? causeWords(cause))),
        { ...text(source), text: hostOf(source), href: source },
      ],
      series: { metric: id, labels: subject },
    })),
    omitted: 0,
  }
}

/** Measurements, each with what it is held against. */
export function evidenceTable(id: string, title: string, evidence: readonly Evidence[], window: Window): Table {
  return { id, title, columns: evidenceColumns, rows: evidence.map((each) => evidenceRow(each, window)), omitted: 0 }
}

const evidenceColumns: readonly Column[] = [
  textColumn('title', 'Measurement'),
  textColumn('where', 'Where'),
  { key: 'value', title: 'Value', kind: 'number' },
  { key: 'reference', title: 'Held against', kind: 'number' },
  { key: 'share', title: 'Time over', kind: 'number', unit: 'ratio' },
  { key: 'since', title: 'Since', kind: 'time' },
]

function evidenceRow(evidence: Evidence, window: Window) {
  const { metric, title, labels, value, unit, reference, share, since } = evidence
  const cells: Cell[] = [
    text(title),
    text(nameOf(labels)),
    { value, text: formatValue(value, unit) },
    { value: reference, text: referenceText(evidence) },
    { value: share, text: shareText(share) },
    time(since, window),
  ]
  return { cells, series: { metric, labels } }
}

const roleWords: Readonly<Record<CauseEvidence['role'], string>> = {
  required: 'for, required',
  supports: 'for',
  contradicts: 'against',
}

/** All that speaks for and against a cause, with the weight of each. */
export function causeEvidenceTable({ id, title, evidence }: Cause, window: Window): Table {
  return {
    id: `evidence-${id}`,
    title: `Evidence for and against: ${title}`,
    columns: [
      ...evidenceColumns,
      textColumn('role', 'Speaks'),
      { key: 'weight', title: 'Weight', kind: 'number', unit: 'count' },
    ],
    rows: evidence.map((each) => {
      const { cells, series } = evidenceRow(each, window)
      const weight: Cell = { value: each.weight, text: signed(each.weight) }
      return { cells: [...cells, text(roleWords[each.role]), weight], series }
    }),
    omitted: 0,
  }
}

/** `+1.5`, `−0.7`: to two digits after the point. */
function signed(value: number): string {
  const size = Number(Math.abs(value).toFixed(2))
  return size === 0 ? '0' : `${value < 0 ? '−' : '+'}${size}`
}

/** What could not be judged, why, and what may hide there. */
export function unseenTable({ unseen, causes }: Pick<Diagnosis, 'unseen' | 'causes'>): Table {
  const titles = new Map(causes.map(({ id, title }) => [id, title]))
  return {
    id: 'unseen',
    title: 'What could not be seen',
    columns: [textColumn('what', 'What'), textColumn('why', 'Why'), textColumn('causes', 'Not ruled in or out')],
    rows: unseen.map(({ what, why, causes: hidden }) => ({
      cells: [text(what), text(why), text(hidden.map((id) => titles.get(id) ?? causeWords(id)).join(', ') || '–')],
    })),
    omitted: 0,
  }
}

/** Whether a comparison says more than that there is too little to compare with. */
export function isTelling({ rows }: Baseline): boolean {
  return rows.some(({ standing }) => standing !== 'thin')
}

/** Each series beside its own past. */
export function baselineTable({ rows }: Baseline, window: Window): Table {
  return {
    id: 'baseline',
    title: 'Compared with its own history',
    columns: [
      textColumn('title', 'Measurement'),
      textColumn('where', 'Where'),
      textColumn('standing', 'Standing'),
      { key: 'now', title: 'Now', kind: 'number' },
      { key: 'usual', title: 'Usual', kind: 'number' },
      { key: 'share_over', title: 'Time over', kind: 'number', unit: 'ratio' },
      { key: 'usual_share_over', title: 'Usually over', kind: 'number', unit: 'ratio' },
      { key: 'basis', title: 'Samples', kind: 'number', unit: 'count' },
      { key: 'changed_at', title: 'Changed at', kind: 'time' },
    ],
    rows: rows.map((row) => ({
      cells: [
        text(row.title),
        text(nameOf(row.labels)),
        { ...text(standingWords[row.standing]), verdict: row.standing === 'worse' ? 'watch' : undefined },
        { value: row.now, text: formatValue(row.now, row.unit) },
        { value: row.usual, text: usualText(row) },
        { value: row.share_over, text: shareText(row.share_over) },
        { value: row.usual_share_over, text: shareText(row.usual_share_over) },
        { value: row.samples, text: `${row.samples} in ${formatValue(row.days, 'count')} d` },
        time(row.changed_at, window),
      ],
      series: { metric: row.metric, labels: row.labels },
    })),
    omitted: 0,
  }
}

function usualText({ usual, spread, unit }: BaselineRow): string {
  const text = formatValue(usual, unit)
  return usual === null || spread === null ? text : `${text} ± ${formatValue(spread, unit)}`
}

const standingWords = {
  usual: 'as usual',
  better: 'better',
  worse: 'worse',
  different: 'different',
  thin: 'too little history',
} as const

import type { Catalog } from '@ocp-perf/metrics'
import {
  type Cause,
  type Diagnosis,
  type Finding,
  isBad,
  type Unseen,
  type Verdict,
  worstVerdict,
} from '@ocp-perf/panel'
import { buildCause } from './conclude/build-cause.ts'
import { findingsOf, impactOf, standingsOf } from './conclude/findings.ts'
import { rankCauses } from './conclude/rank-causes.ts'
import { scoreOf } from './conclude/score.ts'
import { unseenOf } from './conclude/unseen.ts'
import { type Accused, type Judged, judgeCause, logit, withDoubts } from './evaluate/judge-cause.ts'
import { createReadings, type Measured, type Readings } from './evaluate/readings.ts'
import { suspectsOf } from './evaluate/suspect.ts'
import type { Domain, Rules } from './rules/rule-schema.ts'

/**
 * Diagnoses a measurement of a domain's groups by its rules. The panel must hold every row. Nothing is asked of any source, so
 * that it works on live figures, dumps and history alike.
 */
export function analyze(measured: Measured, { domain, causes: rules }: Rules, catalog: Catalog): Diagnosis {
  const { panel } = measured
  const readings = createReadings(measured, catalog)
  const lag = 2 * panel.window.step
  const judged = withDoubts(
    rules.flatMap((rule) => suspectsOf(rule, readings).map((suspect) => judgeCause(rule, suspect, readings, lag))),
  )
  const build = (accused: Accused[]) => buildCause(accused, readings, panel.platform) ?? []
  const found = groupByRule(judged, logit(domain.named_from)).flatMap(build)
  const doubtful = groupByRule(judged, Number.NEGATIVE_INFINITY).flatMap(build)
  const { causes, consequences } = rankCauses(found, doubtful, rules)
  const findings = findingsOf(domain, readings, [...causes, ...consequences], rules)
  const { unseen, blocks } = unseenOf(judged, domain.health, readings)
  for (const cause of [...causes, ...consequences]) {
    cause.severity = worstVerdict([
      cause.severity,
      ...findings.filter((each) => each.cause === cause.id).map(({ severity }) => severity),
    ])
  }
  const verdict = verdictOf(causes, findings, { domain, readings, blocks })
  return {
    cluster: panel.cluster,
    domain: domain.id,
    platform: panel.platform,
    window: panel.window,
    verdict,
    headline: headlineOf(verdict, { causes, findings, unseen, domain, readings }),
    score: scoreOf(causes, findings, domain, verdict !== 'no_data' && (verdict !== 'unknown' || causes.length > 0)),
    causes,
    consequences,
    members: standingsOf(domain.health, readings),
    findings,
    impact: impactOf(domain.impact, readings),
    unseen,
    notes: panel.notes,
  }
}

/** Members that are this much less suspect of a cause than another are drawn in by it; as log-odds. */
const farBehind = 1.5

/** Suspects by cause, of whom something at least this likely was found. */
function groupByRule(judged: readonly Judged[], least: number): Accused[][] {
  const groups = new Map<string, Accused[]>()
  for (const each of judged) {
    if (each.state !== 'yes' || each.logOdds < least) continue
    groups.set(each.rule.id, [...(groups.get(each.rule.id) ?? []), each])
  }
  return [...groups.values()].map((accused) => {
    const surest = Math.max(...accused.map(({ logOdds }) => logOdds))
    return accused.filter(({ logOdds }) => logOdds > surest - farBehind)
  })
}

interface Seen {
  domain: Domain
  readings: Readings
  /** Whether something that health depends on could not be judged. */
  blocks: boolean
}

function verdictOf(
  causes: readonly Cause[],
  findings: readonly Finding[],
  { domain, readings, blocks }: Seen,
): Verdict {
  const worst = worstVerdict([...causes, ...findings].map(({ severity }) => severity))
  if (isBad(worst)) return worst
  if (domain.health.every((id) => readings.of(id).length === 0)) return 'no_data'
  return blocks ? 'unknown' : 'ok'
}

interface Told {
  causes: readonly Cause[]
  findings: readonly Finding[]
  unseen: readonly Unseen[]
  domain: Domain
  readings: Readings
}

function headlineOf(verdict: Verdict, { causes, findings, unseen, domain, readings }: Told): string {
  const [cause, ...more] = causes
  const [finding] = findings
  if (cause !== undefined) {
    const others = more.length === 0 ? '' : ` (and ${more.map(({ id }) => id).join(', ')})`
    return `${cause.summary}; ${Math.round(cause.confidence * 100)}% sure${others}`
  }
  if (finding !== undefined) return `${finding.evidence[0]?.says ?? finding.title}; no known cause fits`
  const missing = unseen.map(({ what }) => what)
  if (verdict === 'no_data') return `Nothing of ${domain.title} could be measured`
  const seen = domain.health.filter((id) => readings.of(id).length > 0).length
  if (verdict === 'ok') return `No cause for trouble: all ${seen} signals of ${domain.title} keep their limits`
  const shown = missing.slice(0, 3).join(', ')
  return `Nothing wrong in what was seen, but ${missing.length} things could not be judged: ${shown}${missing.length > 3 ? ' and more' : ''}`
}

import type { Catalog } from '@ocp-perf/metrics'
import { type Diagnosis, isBad, type Verdict, worstVerdict } from '@ocp-perf/panel'
import { buildCause } from './conclude/build-cause.ts'
import { findingsOf, impactOf, standingsOf } from './conclude/findings.ts'
import { headlineOf, type Seen } from './conclude/headline.ts'
import { rankCauses } from './conclude/rank-causes.ts'
import { scoreOf } from './conclude/score.ts'
import { type Found, temper } from './conclude/temper.ts'
import { isBrief, unseenOf } from './conclude/unseen.ts'
import { type Accused, type Judged, judgeCause, logit, withDoubts } from './evaluate/judge-cause.ts'
import { createReadings, type Measured } from './evaluate/readings.ts'
import { suspectsOf } from './evaluate/suspect.ts'
import { lackedByAll } from './levels/lacking.ts'
import type { Rules } from './rules/rule-schema.ts'

/**
 * Diagnoses a measurement of a domain's groups by its rules. The panel must hold every row. Nothing is asked of any source, so
 * that it works on live figures, dumps and history alike.
 */
export function analyze(measured: Measured, { domain, causes: rules }: Rules, catalog: Catalog): Diagnosis {
  const { panel } = measured
  const readings = createReadings(measured, catalog, domain.of)
  const lag = 2 * panel.window.step
  const judged = withDoubts(
    rules.flatMap((rule) => suspectsOf(rule, readings).map((suspect) => judgeCause(rule, suspect, readings, lag))),
    isBrief(domain, readings),
  )
  const build = (accused: Accused[]) =>
    buildCause(accused, readings, { platform: panel.platform, commands: domain.commands }) ?? []
  const likely = groupByRule(judged, logit(domain.named_from)).flatMap(build)
  const doubtful = groupByRule(judged, Number.NEGATIVE_INFINITY).flatMap(build)
  const ranking = rankCauses(likely, doubtful, rules)
  const findings = findingsOf(domain, readings, [...ranking.causes, ...ranking.consequences], rules)
  const found = temper({ ...ranking, findings }, rules)
  const { unseen, blocking } = unseenOf(judged, domain, readings)
  const own = rules.filter(({ level = domain.level }) => level === domain.level)
  const seen = { domain, readings, blocking, lacked: lackedByAll(own, measured.lacking) }
  const verdict = verdictOf(found, seen)
  return {
    cluster: panel.cluster,
    domain: domain.id,
    platform: panel.platform,
    window: panel.window,
    verdict,
    headline: headlineOf(verdict, found, seen),
    score: scoreOf(found, domain, verdict !== 'no_data' && verdict !== 'unknown'),
    ...found,
    members: standingsOf(domain.health, readings),
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

function verdictOf({ causes, findings }: Found, { domain, readings, blocking, lacked }: Seen): Verdict {
  const worst = worstVerdict([...causes, ...findings].map(({ severity }) => severity))
  if (isBad(worst)) return worst
  if (lacked !== undefined || domain.health.every((id) => readings.of(id).length === 0)) return 'no_data'
  return blocking.length > 0 ? 'unknown' : 'ok'
}

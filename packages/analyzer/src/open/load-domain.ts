import { listDomains, loadRules, type Rules } from '@ocp-perf/analysis'
import { AppError, nearNames } from '@ocp-perf/errors'
import type { Catalog } from '@ocp-perf/metrics'

/** Reads the rules of a domain; `not_found` names the domains that there are. */
export function loadDomain(configDir: string, domain: string, catalog: Catalog): Rules {
  const known = listDomains(configDir)
  if (known.includes(domain)) return loadRules(configDir, domain, catalog)
  const near = nearNames(domain, known)
  throw new AppError('not_found', `There are no rules for a domain ${JSON.stringify(domain.slice(0, 60))}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(', ')}?` : `There are rules for ${known.join(', ')}.`,
  })
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Catalog, readYaml, refusal } from '@ocp-perf/metrics'
import { type Condition, domainSchema, type Rule, type Rules, ruleSchema } from './rule-schema.ts'

/**
 * Reads `config/rules/<domain>.yml` and every cause in `config/rules/<domain>/`. A file with a fault, a metric that the
 * catalog does not have, or a cause that is not there is `invalid_input` and names file and field.
 */
export function loadRules(configDirectory: string, domain: string, catalog: Catalog): Rules {
  const directory = join(configDirectory, 'rules')
  const rules = {
    domain: readYaml(join(directory, `${domain}.yml`), `rules/${domain}.yml`, domainSchema),
    causes: causeFiles(join(directory, domain)).map((file) => {
      const name = `rules/${domain}/${file}`
      const rule = readYaml(join(directory, domain, file), name, ruleSchema)
      if (`${rule.id}.yml` === file) return rule
      throw refusal(name, [`field id: is ${rule.id}, and the file is called ${file}`])
    }),
  }
  refuseUnknown(rules, catalog)
  return rules
}

/** Every condition of a rule. */
function conditionsOf({ requires, evidence }: Rule): readonly Condition[] {
  return [...requires.flatMap((requirement) => ('any' in requirement ? requirement.any : [requirement])), ...evidence]
}

function causeFiles(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((file) => file.endsWith('.yml'))
      .sort()
  } catch (cause) {
    // Without causes there is nothing to diagnose by, whatever kept them from being read.
    throw refusal(directory, [`cannot be read (${cause instanceof Error ? cause.message : 'no reason given'})`])
  }
}

function refuseUnknown({ domain, causes }: Rules, catalog: Catalog): void {
  const ids = new Set(causes.map(({ id }) => id))
  for (const id of [...domain.health, ...domain.symptoms, ...domain.impact]) catalog.metric(id)
  for (const group of domain.groups) catalog.group(group)
  for (const rule of causes) {
    const file = `rules/${domain.id}/${rule.id}.yml`
    for (const condition of conditionsOf(rule)) {
      const metric = catalog.metric(condition.metric)
      const banded = ['watch', 'degraded', 'critical'].includes(condition.is)
      if (banded && metric.bands === undefined)
        throw refusal(file, [`${metric.id} has no bands to be ${condition.is} by`])
    }
    const named = [...rule.brings, ...rule.alike.map(({ cause }) => cause)]
    const unknown = named.filter((id) => !ids.has(id))
    if (unknown.length > 0)
      throw refusal(
        file,
        unknown.map((id) => `there is no cause ${id}`),
      )
  }
}

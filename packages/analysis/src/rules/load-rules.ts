import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Catalog, readYaml, refusal } from '@ocp-perf/metrics'
import { conditionsOf } from './conditions-of.ts'
import { loadLevels } from './load-levels.ts'
import { domainSchema, type Rules, ruleSchema } from './rule-schema.ts'

/** The domains that there are rules for. */
export function listDomains(configDir: string): string[] {
  return readdirSync(join(configDir, 'rules'))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => file.replace(/\.yml$/, ''))
    .sort()
}

/** The domain that is meant where nobody says which, as the rules declare it; the first of all where none does. */
export function usualDomain(configDirectory: string): string {
  const names = listDomains(configDirectory)
  const found = names.find((name) => readDomain(configDirectory, name).usual) ?? names[0]
  if (found !== undefined) return found
  throw refusal('rules', ['describe no domain'])
}

function readDomain(configDirectory: string, domain: string) {
  return readYaml(join(configDirectory, 'rules', `${domain}.yml`), `rules/${domain}.yml`, domainSchema)
}

/**
 * Reads `config/rules/<domain>.yml` and every cause in `config/rules/<domain>/`. A file with a fault, a metric that the
 * catalog does not have, a level or a cause that is not there is `invalid_input` and names file and field.
 */
export function loadRules(configDirectory: string, domain: string, catalog: Catalog): Rules {
  const directory = join(configDirectory, 'rules')
  const rules = {
    domain: readDomain(configDirectory, domain),
    causes: causeFiles(join(directory, domain)).map((file) => {
      const name = `rules/${domain}/${file}`
      const rule = readYaml(join(directory, domain, file), name, ruleSchema)
      if (`${rule.id}.yml` === file) return rule
      throw refusal(name, [`field id: is ${rule.id}, and the file is called ${file}`])
    }),
  }
  refuseUnknown(rules, catalog)
  refuseUnknownLevels(rules, new Set(loadLevels(configDirectory).map(({ id }) => id)))
  refuseUnknownOrigins(rules, configDirectory)
  return rules
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

function refuseUnknownLevels({ domain, causes }: Rules, levels: ReadonlySet<string>): void {
  for (const [file, level] of [
    [`rules/${domain.id}.yml`, domain.level],
    ...causes.map((rule) => [`rules/${domain.id}/${rule.id}.yml`, rule.level ?? domain.level] as const),
  ] as const) {
    if (!levels.has(level)) throw refusal(file, [`there is no level ${level} in levels.yml`])
  }
}

/** Causes of other domains are known by their files; their rules need not be read for that. */
function refuseUnknownOrigins({ domain, causes }: Rules, configDirectory: string): void {
  for (const { id, follows } of causes) {
    const unknown = follows.filter(
      (other) => other.split('/')[0] === domain.id || !existsSync(join(configDirectory, 'rules', `${other}.yml`)),
    )
    if (unknown.length > 0)
      throw refusal(
        `rules/${domain.id}/${id}.yml`,
        unknown.map((other) => `field follows: ${other} is no other domain and no cause of one`),
      )
  }
}

import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Revision, ScenarioResult } from './suite.ts'
import { suiteFile } from './suite-files.ts'

const requirementsSchema = z.object({ server: z.array(z.string()) })

/**
 * Scenarios that ask nothing of a server but the protocol: no tool, resource or prompt of the suite's own, and no session,
 * which the servers here do not keep.
 */
const ofAnyServer: Readonly<Record<Revision, readonly string[]>> = {
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'completion-complete',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'server-stateless',
    'tools-list',
    'resources-list',
    'completion-complete',
    'server-sse-multiple-streams',
    'dns-rebinding-protection',
    'http-header-validation',
    'sep-2164-resource-not-found',
    'input-required-result-unsupported-methods',
    'input-required-result-missing-input-response',
    'input-required-result-ignore-extra-params',
    'input-required-result-validate-input',
  ],
}

/** Which scenarios a server must pass: all that are scored, or those that apply to any server. */
export type Extent = 'scored' | 'any-server'

/** The scenarios that count for a revision. The suite keeps its own list of those that are scored. */
export async function requiredScenarios(revision: Revision, extent: Extent): Promise<readonly string[]> {
  if (extent === 'any-server') return ofAnyServer[revision]
  return requirementsSchema.parse(parse(await readFile(suiteFile(`requirements/${revision}.yaml`), 'utf8'))).server
}

/** What keeps a server from conforming, one line each; empty when nothing does. */
export function shortcomings(
  results: readonly ScenarioResult[],
  required: readonly string[],
  extent: Extent,
): string[] {
  return required.flatMap((scenario) => {
    const result = results.find((candidate) => candidate.scenario === scenario)
    if (result === undefined) return [`${scenario}: did not run`]
    const failures = result.failures.filter(({ untestable }) => !(untestable && extent === 'any-server'))
    // The suite skips what does not apply, and a scenario that was skipped must not be taken for one that passed.
    if (failures.length === 0 && result.passed === 0) return [`${scenario}: checked nothing`]
    return failures.map(({ check, message }) => `${scenario}: ${check}: ${message}`)
  })
}

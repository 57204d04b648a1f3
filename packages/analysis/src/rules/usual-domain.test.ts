import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { locateConfig } from '@ocp-perf/metrics'
import { expect, onTestFinished, test } from 'vitest'
import { listDomains, usualDomain } from './load-rules.ts'

const shipped = locateConfig({}, import.meta.url)

/** The rules as shipped, with `usual` said of these domains. */
function rulesWith(usual: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(join(shipped, 'rules'), join(folder, 'rules'), { recursive: true })
  for (const domain of listDomains(shipped)) {
    const file = join(folder, 'rules', `${domain}.yml`)
    const text = readFileSync(file, 'utf8').replace(/^usual: .*\n/m, '')
    writeFileSync(file, usual.includes(domain) ? `usual: true\n${text}` : text)
  }
  return folder
}

test('the domain that its rules call usual is meant where nobody says which, wherever it stands', () => {
  for (const domain of listDomains(shipped)) expect(usualDomain(rulesWith([domain]))).toBe(domain)
})

test('without one it is the first', () => {
  expect(usualDomain(rulesWith([]))).toBe(listDomains(shipped)[0])
})

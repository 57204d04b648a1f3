// Adds up checks (`static checks: ok`, `diagnosis: failed`) and vitest's JSON reports into one closing line; a report that
// is missing or empty counts as a failure.
import { readFileSync } from 'node:fs'

const total = { passed: 0, failed: 0, skipped: 0 }
const given = process.argv.slice(2)
const isCheck = (argument) => /: (?:ok|failed)$/.test(argument)
for (const check of given.filter(isCheck)) {
  const [name, outcome] = check.split(': ')
  if (outcome !== 'ok') process.stderr.write(`Failed: ${name}.\n`)
  total[outcome === 'ok' ? 'passed' : 'failed'] += 1
}
const reports = given.filter((argument) => !isCheck(argument))
for (const file of reports) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    process.stderr.write(`No report in ${file}: ${error.message}\n`)
    total.failed += 1
    continue
  }
  if (report.numTotalTests === 0) {
    process.stderr.write(`${file} holds no test.\n`)
    total.failed += 1
  }
  // A suite that broke before its tests ran has no failed test to count.
  const broken = report.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0)
  for (const suite of broken) process.stderr.write(`Broken suite: ${suite.name}\n`)
  total.passed += report.numPassedTests
  total.failed += report.numFailedTests + broken.length
  total.skipped += report.numPendingTests + report.numTodoTests
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)

// Adds up checks (`static checks: ok`, `diagnosis: failed`) and vitest's JSON reports into one closing line, after the name
// and the reason of whatever failed; a report that is missing or empty counts as a failure.
import { readFileSync } from 'node:fs'

const total = { passed: 0, failed: 0, skipped: 0 }
const given = process.argv.slice(2)
const isCheck = (argument) => /: (?:ok|failed)$/.test(argument)
for (const check of given.filter(isCheck)) {
  const [name, outcome] = check.split(': ')
  if (outcome !== 'ok') process.stdout.write(`Failed: ${name}.\n`)
  total[outcome === 'ok' ? 'passed' : 'failed'] += 1
}
/** The message without the runner's own frames. */
const shorten = (message) => message.replaceAll(/\n +at .*node_modules.*/g, '')
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
  for (const suite of broken) process.stdout.write(`Broken suite: ${suite.name}\n`)
  for (const suite of report.testResults) {
    for (const { status, fullName, failureMessages } of suite.assertionResults) {
      if (failureMessages.length === 0) continue
      // A test that passed at its second try keeps the message of its first.
      const outcome = status === 'failed' ? 'Failed' : 'Passed only at its second try'
      process.stdout.write(`${outcome}: ${fullName} (${suite.name})\n${failureMessages.map(shorten).join('\n')}\n`)
    }
  }
  total.passed += report.numPassedTests
  total.failed += report.numFailedTests + broken.length
  total.skipped += report.numPendingTests + report.numTodoTests
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)

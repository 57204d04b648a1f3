import { expect, test } from 'vitest'
import { smallReport } from '../testing/small-report.ts'
import { reportMarkdown } from './report-markdown.ts'

test('a report reads well in a ticket', () => {
  expect(reportMarkdown(smallReport())).toMatchSnapshot()
})

test('long lists are cut, and say so', () => {
  const report = smallReport()
  const [finding] = report.findings
  const findings = Array.from({ length: 40 }, () => finding).filter((each) => each !== undefined)
  expect(reportMarkdown({ ...report, findings })).toContain('… and 28 more.')
})

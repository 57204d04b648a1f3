import { expect, test } from 'vitest'
import { judge } from '../judge/outcome.ts'
import { summarize } from '../judge/summary.ts'
import { allWell, catalog, cause, diagnosis, healthy, truth } from '../testing/samples.ts'
import type { ThinnedOutcome } from '../thin/judge-thinned.ts'
import type { WindowOutcome } from '../windows/judge-windows.ts'
import { formatOutcome, formatSummary, formatThinned, formatWhy, formatWindows } from './text.ts'

const judged = (of = truth(), said = diagnosis()) => judge(of, { diagnosis: said, interval: 5 }, 0.2, catalog)

test('a right answer is one line with everything in it', () => {
  expect(formatOutcome(judged())).toBe(
    'ok    slow                         slow-disk m2               → slow-disk m2 90%; onset +5.0 s (1.0 scrapes, ±10 s); degraded, score 75; 200 ms',
  )
  expect(formatOutcome(judged(healthy, allWell))).toMatch(/^ok {4}well +none +→ none; ok, score 75/)
})

test('what is wrong is marked', () => {
  const alike = [{ cause: 'slow-disk', because: 'both' }]
  const other = diagnosis({ causes: [cause({ id: 'cpu-starvation', members: ['m1'], alike }), cause()] })
  expect(formatOutcome(judged(truth(), other))).toMatch(
    /^WRONG slow .*→ cpu-starvation m1 90%; then slow-disk m2 90%; .*; the right one is said to look alike$/,
  )
  const late = diagnosis({ causes: [cause({ members: ['m1'], onset: null })] })
  expect(formatOutcome(judged(truth(), late))).toMatch(/; onset before the window; .*; WRONG MEMBER; ONSET OFF$/)
  const early = diagnosis({ causes: [cause({ onset: 1080 })] })
  expect(formatOutcome(judged(truth(), early))).toContain('onset −20.0 s (-4.0 scrapes, ±10 s)')
})

test('a cause is told with all that it rests on', () => {
  const said = diagnosis({
    causes: [cause({ unmeasured: ['CPU busy: not recorded'], alike: [{ cause: 'cpu-starvation', because: 'both' }] })],
    unseen: [{ what: 'CPU busy', why: 'not recorded', causes: ['cpu-starvation'] }],
  })
  expect(formatWhy(said).split('\n')).toEqual(
    [
      'Slow disk: m2; 90% sure',
      'cause slow-disk of m2, degraded: log-odds 2.2, which is 90%',
      '  required 0: WAL fsync p99 of m2: 40 ms (limit 10 ms)',
      '  not measured: CPU busy: not recorded',
      '  alike cpu-starvation: both',
      'unseen CPU busy: not recorded (cpu-starvation)',
    ].map((line) => `        ${line}`),
  )
})

test('the summary is a matrix and the figures', () => {
  const wrong = diagnosis({ causes: [cause({ id: 'cpu-starvation' })] })
  const text = formatSummary(summarize([judged(), judged(truth(), wrong), judged(healthy, wrong)]))
  expect(text).toContain(
    [
      'was so              a  b',
      'slow-disk           1  1',
      'none                1  ·',
      'a = cpu-starvation',
      'b = slow-disk',
    ].join('\n'),
  )
  expect(text).toContain('Right cause first      1 of 3 (33%)')
  expect(text).toContain('False alarms           well')
  expect(text).toContain('Onset close enough     1 of 1 (100%)')
  expect(text).toContain('200 ms in the middle, 200 ms at most')
})

test('thinned recordings are told by what was left out, with each broken promise', () => {
  const got = { cause: 'slow-disk', members: ['m2'], confidence: 0.9 }
  const kept: ThinnedOutcome = {
    name: 'a',
    without: 'minimal',
    got,
    verdict: 'degraded',
    right: true,
    surelyWrong: false,
    broken: [],
    diagnosis: diagnosis(),
  }
  const outcomes = [
    kept,
    { ...kept, name: 'b', right: false, got: { ...got, cause: 'defrag' }, surelyWrong: true },
    { ...kept, without: 'random:1', got: undefined, right: false, broken: ['it crashed: x'], diagnosis: undefined },
  ]
  const text = formatThinned(outcomes, false)
  expect(text.split('\n')).toEqual([
    'Without minimal: promises kept 2 of 2 (100%); right cause first 1 of 2 (50%); surely wrong 1',
    '  surely wrong b: defrag m2 90%',
    'Without random:1: promises kept 0 of 1 (0%); right cause first 0 of 1 (0%); surely wrong 0',
    '  BROKEN a: it crashed: x',
    '',
  ])
  expect(formatThinned(outcomes, true)).toContain('surely wrong b: defrag m2 90%\n        Slow disk: m2; 90% sure\n')
})

test('parts are told by kind, with each that is not right', () => {
  const got = { cause: 'none', members: [], confidence: null }
  const quiet: WindowOutcome = {
    name: 'a',
    part: 'quiet',
    span: { start: 0, end: 60 },
    expected: 'none',
    got,
    verdict: 'ok',
    judgement: 'right',
    diagnosis: allWell,
  }
  const missed: WindowOutcome = { ...quiet, part: 'inside', expected: 'defrag', judgement: 'missed' }
  expect(formatWindows([quiet, missed], false).split('\n')).toEqual([
    'Healthy parts: 1 right of 1 (100%), 0 in doubt, 0 surely wrong, 0 missed',
    'Within the fault, no calm before: 0 right of 1 (0%), 0 in doubt, 0 surely wrong, 1 missed',
    '  missed a: defrag → none (ok)',
    '',
  ])
  expect(formatWindows([quiet, missed], true)).toContain('none (ok)\n        No cause for trouble\n')
})

import { expect, test } from 'vitest'
import { AppError, isAbort, reportError } from './app-error.ts'

test('codes that name a passing condition are retryable unless told otherwise', () => {
  expect(new AppError('timeout', 'slow').retryable).toBe(true)
  expect(new AppError('forbidden', 'no').retryable).toBe(false)
  expect(new AppError('timeout', 'slow', { retryable: false }).retryable).toBe(false)
})

test('a report carries the hint and never the cause', () => {
  const report = reportError(
    new AppError('upstream', 'Prometheus answered 500', { hint: 'Look at its log.', cause: 's3cret' }),
  )
  expect(report).toEqual({
    code: 'upstream',
    message: 'Prometheus answered 500',
    hint: 'Look at its log.',
    retryable: true,
  })
})

test('an error that is not an AppError is a bug, and its text stays inside', () => {
  const report = reportError(new TypeError('token abc is not iterable'))
  expect(report.code).toBe('internal')
  expect(JSON.stringify(report)).not.toContain('abc')
})

test('an abort is recognised by its name', () => {
  expect(isAbort(new DOMException('stop', 'AbortError'))).toBe(true)
  expect(isAbort(new Error('AbortError'))).toBe(false)
})

test('what a message quotes cannot steer a terminal, and lines stay lines', () => {
  const error = new AppError('not_found', 'There is no \u001b[2Jfile\r.\nNor a folder.', { hint: 'Look at \u009b1m.' })
  expect(reportError(error)).toMatchObject({ message: 'There is no  [2Jfile .\nNor a folder.', hint: 'Look at  1m.' })
})

import { AppError } from '@ocp-perf/errors'
import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

function collect(): { lines: Record<string, unknown>[]; stream: { write(line: string): void } } {
  const lines: Record<string, unknown>[] = []
  return { lines, stream: { write: (line) => lines.push(JSON.parse(line)) } }
}

test('a line names the program and says when', () => {
  const { lines, stream } = collect()
  createLogger({ name: 'etcd-analyzer', stream }).info({ event: 'listening' }, 'Listening')
  expect(lines).toEqual([
    expect.objectContaining({ name: 'etcd-analyzer', event: 'listening', msg: 'Listening', time: expect.any(String) }),
  ])
})

test('secrets are removed by field name, and from the texts of errors and their causes', () => {
  const { lines, stream } = collect()
  const cause = Object.assign(new Error('GET http://admin:hunter2@prometheus/ with Bearer abcdefgh.ijkl failed'), {
    request: { headers: { authorization: 'Bearer abcdefgh.ijkl' } },
  })
  const err = new AppError('unreachable', 'Prometheus did not answer.', { hint: 'Is it up?', cause })
  const details = {
    err,
    token: 'hunter2',
    headers: { authorization: 'hunter2' },
    cluster: { auth: { password: 'hunter2' } },
  }
  const log = createLogger({ name: 'test', stream })
  log.error(details, 'Failed')
  log.error({ err: new Error('cannot parse eyJhbGciOiJub25lIn0.aHVudGVyMg.c2ln as JSON') }, 'Failed')
  const text = JSON.stringify(lines)
  expect(text).not.toMatch(/hunter2|abcdefgh|aHVudGVyMg/)
  expect(lines[0]?.err).toMatchObject({ code: 'unreachable', hint: 'Is it up?', cause: { type: 'Error' } })
})

test('a silent logger writes nothing', () => {
  const { lines, stream } = collect()
  createLogger({ name: 'test', level: 'silent', stream }).error({}, 'Failed')
  expect(lines).toEqual([])
})

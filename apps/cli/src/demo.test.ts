import { expect, test } from 'vitest'
import { z } from 'zod'
import { runHere } from './testing/run-program.ts'

test('a scenario that is not there is refused with the nearest, and nothing is started', async () => {
  const { code, stderr } = await runHere(['demo', '--scenario', 'slow-disk'])
  expect(code).not.toBe(0)
  expect(stderr).toContain('Did you mean slow-disk-one-member')
})

test('every scenario is listed with what goes on', async () => {
  const { code, stdout } = await runHere(['scenarios', '--json'])
  expect(code).toBe(0)
  const listed = z.array(z.object({ id: z.string(), brief: z.string().min(20) })).parse(JSON.parse(stdout))
  expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(['healthy', 'slow-disk-one-member', 'defrag']))
})

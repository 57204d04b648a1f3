import { expect, test } from 'vitest'
import { soak } from './soak.ts'

test('several chats at once lose no event, and every answer is whole', { timeout: 300_000 }, async () => {
  const [failed, answers] = await soak({ seconds: 10, chats: 5 })
  expect(failed).toMatchObject({ value: 0, note: '' })
  expect(answers?.value).toBeGreaterThanOrEqual(5)
})

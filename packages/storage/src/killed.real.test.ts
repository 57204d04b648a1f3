import { test } from 'vitest'
import { killWhileWriting } from './testing/kill-while-writing.ts'

test('fifty processes that are killed while they write leave whole runs only', { timeout: 300_000 }, () =>
  killWhileWriting(50),
)

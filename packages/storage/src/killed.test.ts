import { test } from 'vitest'
import { killWhileWriting } from './testing/kill-while-writing.ts'

test('a process that is killed while it writes leaves whole runs only', { timeout: 60_000 }, () => killWhileWriting(3))

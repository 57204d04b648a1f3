/** The process of one upkeep: told over its channel, it works, answers once and ends; it ends with its parent as well. */
import { setPriority } from 'node:os'
import { upkeepSchema } from './upkeep-messages.ts'
import { workOff } from './work-off.ts'

/** Whoever answers a call comes first. */
const lowPriority = 10

process.once('disconnect', () => process.exit())
process.once('message', (message) => {
  setPriority(lowPriority)
  void workOff(upkeepSchema.parse(message)).then((answer) => {
    process.send?.(answer, () => process.exit())
  })
})

import { stat } from 'node:fs/promises'
import { errnoOf } from './failure.ts'

/** True when something is there; what cannot be looked at throws. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

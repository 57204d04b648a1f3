import { randomBytes } from 'node:crypto'

/** Marks what tools answered as data, so that a model can tell it from what it is told to do. */
export interface Fence {
  /** The line that data begins with, and the one that it ends with. */
  open: string
  close: string
  /** Data between the two lines; nothing in it can be either. */
  around(data: string): string
}

// Some 1,500 tokens are the most that our own tools say.
const mostCharacters = 12_000

/** A fence of its own for a run: whoever wrote a label cannot know its marks. */
export function createFence(): Fence {
  const nonce = randomBytes(12).toString('hex')
  const open = `<<data ${nonce}>>`
  const close = `<<end ${nonce}>>`
  return {
    open,
    close,
    around: (data) => {
      // A tool may repeat what it was asked with, where the model put the mark.
      const harmless = data.replaceAll(nonce, '…')
      const cut = harmless.length > mostCharacters ? `${harmless.slice(0, mostCharacters)}\n… (cut)` : harmless
      return `${open}\n${cut}\n${close}`
    },
  }
}

import { z } from 'zod'

/** The one tool that both servers have: as little work as a tool can do, so that what is around it is measured. */
export const trivial = {
  name: 'add',
  title: 'Add',
  description: 'Adds two numbers.',
  input: z.object({ left: z.number(), right: z.number() }),
  output: z.object({ sum: z.number() }),
}

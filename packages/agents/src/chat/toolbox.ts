import { nearNames } from '@ocp-perf/errors'
import { z } from 'zod'
import { planCalls } from '../analyst/plan/plan-calls.ts'
import type { ReadTimeOptions } from '../analyst/understand/read-time.ts'
import { createIndex } from '../analyst/understand/search-index.ts'
import { rankTools } from '../analyst/understand/text-index.ts'
import { type Understood, understand } from '../analyst/understand/understand.ts'
import type { Vocabulary } from '../analyst/vocabulary.ts'
import type { Turn } from '../answerer.ts'
import type { AgentTool } from '../contract/index.ts'
import type { ToolOffer } from './model/open-model.ts'

/** The tools that a model may call in one turn: few at first, more as it looks for them. None of them changes anything. */
export interface Toolbox {
  /** As the model is told of them. */
  offers(): ToolOffer[]
  /** One that the model was offered. */
  get(name: string): AgentTool | undefined
  /** Looks for others and offers what it finds; the text is for the model. */
  find(args: Readonly<Record<string, unknown>>): string
  /** What to do about a name that was not offered; for the model. */
  unknown(name: string): string
}

interface ToolboxOptions {
  tools: readonly AgentTool[]
  vocabulary: Vocabulary
  turn: Turn
  understood: Understood
}

export const findToolsName = 'find_tools'

const mostAtFirst = 15
const mostFound = 5
// A model that looks for everything is not told of everything.
const mostInAll = 40
// What endpoints take as a name.
const nameForm = /^[a-zA-Z0-9_-]{1,64}$/

const findSchema = z.object({ what: z.string().trim().min(1).max(200) })

const findOffer: ToolOffer = {
  type: 'function',
  function: {
    name: findToolsName,
    description:
      'Looks for further tools by what they measure or do, and makes those that it finds callable. Use it when none of the other tools fits.',
    parameters: {
      type: 'object',
      properties: { what: { type: 'string', maxLength: 200, description: 'What is wanted, in a few English words.' } },
      required: ['what'],
      additionalProperties: false,
    },
  },
}

/** Reads the question as the analyst does, by what is known without asking any tool. */
export function understandAlone(
  turn: Turn,
  tools: readonly AgentTool[],
  vocabulary: Vocabulary,
  time: ReadTimeOptions,
): Understood {
  const index = createIndex(tools, [], vocabulary)
  return understand(turn.question, { vocabulary, index, nodes: [], time })
}

export function createToolbox({ tools, vocabulary, turn, understood }: ToolboxOptions): Toolbox {
  const callable = tools.filter(({ name, read_only }) => read_only && nameForm.test(name) && name !== findToolsName)
  const offered = new Map(firstTools(callable, { vocabulary, turn, understood }).map((tool) => [tool.name, tool]))
  return {
    offers: () => [...[...offered.values()].map(offerOf), ...(offered.size < callable.length ? [findOffer] : [])],
    get: (name) => offered.get(name),
    find: (args) => {
      const asked = findSchema.safeParse(args)
      if (!asked.success) return 'Not looked for: give "what", a text of a few words.'
      const others = callable.filter(({ name }) => !offered.has(name))
      const room = Math.max(0, mostInAll - offered.size)
      const found = rankTools(others, asked.data.what, vocabulary).slice(0, Math.min(mostFound, room))
      for (const tool of found) offered.set(tool.name, tool)
      return found.length === 0
        ? 'No further tool fits. Use those that you have, or other words.'
        : `You can call these now:\n${found.map(({ name, title }) => `${name}: ${title}`).join('\n')}`
    },
    unknown: (name) => {
      const near = nearNames(name, [...offered.keys()])
      const advice = near.length > 0 ? `Did you mean ${near.join(', ')}?` : `Look for others by ${findToolsName}.`
      return `Not called: ${JSON.stringify(name.slice(0, 60))} is not among your tools. ${advice}`
    },
  }
}

/** What the analyst would call, what finds causes and figures, then whatever fits the words of the question. */
function firstTools(
  callable: readonly AgentTool[],
  { vocabulary, turn, understood }: Omit<ToolboxOptions, 'tools'>,
): AgentTool[] {
  const { cluster, range } = turn
  const planned = planCalls(understood, { tools: callable, vocabulary, cluster, range }).calls.map(({ tool }) => tool)
  const always = new Set([...vocabulary.domains.map(({ causes }) => causes), ...Object.values(vocabulary.tools)])
  const words = [turn.earlier.at(-1)?.question ?? '', turn.question].join(' ')
  const ranked = [
    ...planned,
    ...callable.filter(({ name }) => always.has(name)),
    ...rankTools(callable, words, vocabulary),
  ]
  return [...new Set(ranked)].slice(0, mostAtFirst)
}

function offerOf({ name, title, description, input_schema: parameters }: AgentTool): ToolOffer {
  return { type: 'function', function: { name, description: `${title}. ${description}`, parameters } }
}
